"""Forms of questions and themes, one module a concern."""
