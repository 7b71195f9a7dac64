"""Nothing happens when the app is loaded."""

from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "privacy"
