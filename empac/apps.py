"""What happens once when the project itself is loaded."""

from django.apps import AppConfig


class EmpacConfig(AppConfig):
    name = "empac"

    def ready(self) -> None:
        from empac import checks  # noqa: F401, PLC0415 - it registers itself
