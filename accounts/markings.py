"""How far a text may go: the words every app marks things with."""

from django.db import models


class Marking(models.IntegerChoices):
    """The markings that this product may hold, the lowest first, so that they can be compared.

    OFFICIAL-SENSITIVE is a marking within the OFFICIAL tier. SECRET and above are refused, so they
    have no value here.
    """

    PUBLIC = 0, "FOR PUBLIC RELEASE"
    OFFICIAL = 1, "OFFICIAL"
    OFFICIAL_SENSITIVE = 2, "OFFICIAL-SENSITIVE"
