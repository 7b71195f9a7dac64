"""What beat rings for."""

from django.conf import settings

from empac.celery import app


def test_everything_that_is_rung_for_is_a_task():
    app.loader.import_default_modules()

    rung = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}

    assert rung <= set(app.tasks)
    assert "accounts.tasks.seal" in rung
