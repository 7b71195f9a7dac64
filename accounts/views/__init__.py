"""Pages of accounts, one module a concern."""
