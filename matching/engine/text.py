"""Words of a text, as the lexical part counts them."""

import re
import threading
import unicodedata
from functools import lru_cache

from snowballstemmer.english_stemmer import EnglishStemmer

from matching.engine.stop_words import STOP_WORDS

_WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*")
_SHORT_FORM = re.compile(r"['\u2019](?:s|d|m|ll|re|ve)$")
_APOSTROPHE = re.compile(r"['\u2019]")
_END_OF_TITLE = (".", "!", "?", "\u2026", ":")

# The stemmer keeps the word it works on as its own state, so two threads must not share a call.
_stemmer = EnglishStemmer()
_stemmer_lock = threading.Lock()


def count_words(text: str) -> int:
    """Return how many words a reader would count; stop words count too."""
    return len(_WORD.findall(text))


def content_words(text: str) -> list[str]:
    """Return the text's words in order: folded, without accents or stop words, stemmed.

    >>> content_words("The smugglers' routes aren't smuggling naïvely")
    ['smuggler', 'rout', 'smuggl', 'naiv']
    """
    words = (_plain(word) for word in _WORD.findall(_fold(text)))
    return [_stem(word) for word in words if _says_something(word)]


def whole_text(title: str, text: str) -> str:
    """Return title and text as one passage, which is what the encoder reads."""
    title, text = title.strip(), text.strip()
    if not title or not text or title == text:
        return title or text
    return f"{title} {text}" if title.endswith(_END_OF_TITLE) else f"{title}. {text}"


def _fold(text: str) -> str:
    if text.isascii():
        return text.lower()
    parts = unicodedata.normalize("NFKD", text)
    return "".join(mark for mark in parts if not unicodedata.combining(mark)).casefold()


def _plain(word: str) -> str:
    return word if word.isalnum() else _APOSTROPHE.sub("", _SHORT_FORM.sub("", word))


def _says_something(word: str) -> bool:
    lone_letter = len(word) == 1 and word.isascii() and not word.isdigit()
    return not lone_letter and word not in STOP_WORDS


@lru_cache(maxsize=100_000)
def _stem(word: str) -> str:
    with _stemmer_lock:
        return str(_stemmer.stemWord(word))
