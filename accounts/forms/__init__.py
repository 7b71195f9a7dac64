"""Forms of accounts, one module a concern."""
