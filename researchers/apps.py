"""What happens once when the register is loaded."""

from django.apps import AppConfig


class ResearchersConfig(AppConfig):
    name = "researchers"

    def ready(self) -> None:
        from researchers import receivers  # noqa: F401, PLC0415 - its receivers need the models
