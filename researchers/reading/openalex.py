"""A page of works as OpenAlex gives it."""

from researchers.reading.cleaning import Raw, made
from researchers.reading.json_text import at, parsed, several
from researchers.reading.kinds import kind_of
from researchers.reading.values import Reading, Unreadable, apart, numbered

MOST_WORDS = 3_000


def read(text: str) -> Reading:
    """The works of one page of results.

    Raises:
        Unreadable: see `json_text.parsed`, or it is no page of results.
    """
    results = at(parsed(text), "results")
    if not isinstance(results, list):
        raise Unreadable("OpenAlex’s answer holds no list of works.")
    works = [numbered(made(_raw(work)), number) for number, work in enumerate(results, 1)]
    return apart("openalex", works)


def _raw(work: object) -> Raw:
    return Raw(
        line=0,
        kind=kind_of(at(work, "type")),
        title=at(work, "title") or at(work, "display_name"),
        abstract=_unfolded(at(work, "abstract_inverted_index")),
        year=at(work, "publication_year"),
        people=[at(one, "author", "display_name") for one in several(at(work, "authorships"))],
        venue=at(work, "primary_location", "source", "display_name"),
        doi=at(work, "doi"),
    )


def _unfolded(index: object) -> str:
    """The abstract from its words and where each stands; their number is bounded, not their place.

    >>> _unfolded({"read": [1], "We": [0], "books.": [2]})
    'We read books.'
    """
    if not isinstance(index, dict):
        return ""
    placed = [
        (place, word)
        for word, places in index.items()
        for place in several(places)
        if isinstance(place, int)
    ]
    return " ".join(word for _, word in sorted(placed)[:MOST_WORDS])
