"""Pages about questions and themes, one module a concern."""
