"""Forms of matching, one module a concern."""
