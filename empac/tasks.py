"""Celery tasks of the project itself."""

from celery import shared_task

from empac import canary


@shared_task(name="empac.canary.sing")
def sing() -> None:
    canary.sing()
