"""A line of the log tells kind and place of an exception, and none of its words."""

import logging
import sys

from celery.signals import after_setup_logger
from django.conf import settings

from empac.logs import WithoutWords

SECRET = "eleven tills"


def fail():
    raise KeyError(SECRET)


def fail_for_that_reason():
    try:
        fail()
    except KeyError as error:
        raise ValueError(SECRET) from error


def fail_for_another_reason():
    try:
        fail()
    except KeyError:
        raise ValueError(SECRET) from None


def record(message="Stopped", args=(), act=fail_for_that_reason):
    try:
        act()
    except ValueError:
        return logging.LogRecord("n", logging.ERROR, "f", 1, message, args, sys.exc_info())


def test_an_exception_and_its_cause_are_told_by_kind_and_place():
    told = WithoutWords("%(message)s").format(record())

    assert told.startswith("Stopped\nTraceback")
    assert "builtins.KeyError" in told
    assert "builtins.ValueError" in told
    assert "in fail" in told
    assert SECRET not in told


def test_what_another_handler_printed_is_not_taken_over():
    line = record()
    logging.Formatter().format(line)

    assert SECRET in line.exc_text
    assert SECRET not in WithoutWords().format(line)
    assert SECRET in line.exc_text


def test_what_was_raised_for_another_reason_is_not_told():
    told = WithoutWords().format(record(act=fail_for_another_reason))

    assert "Then:" not in told
    assert "builtins.KeyError" not in told


def test_a_line_without_an_exception_is_as_it_was():
    line = logging.LogRecord("n", logging.INFO, "f", 1, "Run %s", ("7",), None)

    assert WithoutWords("%(message)s").format(line) == "Run 7"


def test_a_task_that_failed_says_nothing_of_it():
    celery = {"name": "tell", "exc": f"ValueError('{SECRET}')"}

    told = WithoutWords("%(message)s").format(record("Task %(name)s: %(exc)s", (celery,)))

    assert told.startswith("Task tell: (its words are not logged)")
    assert SECRET not in told


def test_the_web_server_and_the_workers_log_so():
    logger = logging.getLogger("test of what celery sets up")
    logger.addHandler(logging.NullHandler())

    after_setup_logger.send(None, logger=logger, format="%(message)s")

    assert isinstance(logger.handlers[0].formatter, WithoutWords)
    assert settings.LOGGING["formatters"]["line"]["()"] == "empac.logs.WithoutWords"
