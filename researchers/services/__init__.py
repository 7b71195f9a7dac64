"""What people ask of the register, one module a concern."""

from researchers.services.profile import own_profile, save_profile

__all__ = ["own_profile", "save_profile"]
