"""The project package: settings, urls, celery, health and the commands that run it all."""

from empac.celery import app as celery_app

__all__ = ["celery_app"]
