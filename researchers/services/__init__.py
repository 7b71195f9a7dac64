"""What people ask of the register, one module a concern."""
