"""What happens once when the accounts are loaded."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        from accounts import receivers  # noqa: F401, PLC0415 - its receivers need the models

        # Whatever writes mails says so where it is loaded.
        autodiscover_modules("letters")
