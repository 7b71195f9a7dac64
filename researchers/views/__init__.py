"""Pages of the register, one module a concern."""
