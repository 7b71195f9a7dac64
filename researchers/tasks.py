"""Celery shells around jobs. A task carries an id only."""

from celery import shared_task

from researchers import jobs


@shared_task
def purge_imports() -> None:
    jobs.purge_imports()
