"""What turns text into vectors: the protocol, and two encoders that need no model."""

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from matching.engine.text import content_words

Vectors = NDArray[np.float32]
Vector = NDArray[np.float32]
Progress = Callable[[int, int], None]

MINILM = "minilm"
HASHING = "hashing"
ENCODERS = (MINILM, HASHING)

# Texts handed to the encoder at a time: enough to share a look-up in a store of vectors, few
# enough that progress is seen to move.
_STEP = 64


class ModelMissing(Exception):
    """The model's files are not there; the message names the command that makes them."""


class Encoder(Protocol):
    """Texts in, vectors out. `name` changes whenever the vectors of a text would."""

    @property
    def name(self) -> str: ...

    @property
    def dimensions(self) -> int: ...

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return float32 (texts, dimensions): unit rows, a zero row for a blank text.

        A text's row depends on that text alone, not on the others beside it.
        """
        ...


class HashingEncoder:
    """Stemmed words hashed into a few places: no model, for tests and for trying things out.

    It sees words in common only, so it must be chosen by name, never fallen back on.
    """

    name = "hashing-384-v1"
    dimensions = 384

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return float32 (texts, 384), as the protocol says."""
        vectors = np.zeros((len(texts), self.dimensions), np.float32)
        for row, text in zip(vectors, texts, strict=True):
            for word in content_words(text):
                digest = hashlib.blake2b(word.encode(), digest_size=8).digest()
                row[int.from_bytes(digest[:4]) % self.dimensions] += 1 if digest[4] & 1 else -1
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        np.divide(vectors, lengths, out=vectors, where=lengths > 0)
        return vectors


class RememberingEncoder:
    """Another encoder with a memory, so that each text is read once however often it is asked."""

    def __init__(self, encoder: Encoder) -> None:
        self.encoder = encoder
        self.name = encoder.name
        self.dimensions = encoder.dimensions
        self._rows: dict[str, Vector] = {}

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return float32 (texts, dimensions), as the protocol says."""
        new = [text for text in dict.fromkeys(texts) if text not in self._rows]
        if new:
            self._rows.update(zip(new, self.encoder.encode(new), strict=True))
        rows = [self._rows[text] for text in texts]
        return np.stack(rows) if rows else np.zeros((0, self.dimensions), np.float32)


def encode_all(
    encoder: Encoder, texts: Sequence[str], on_progress: Progress | None = None
) -> Vectors:
    """Return the texts' vectors, float32 (texts, dimensions), telling progress as (done, all).

    The one place where the engine asks for vectors: all texts of a stage come at once.
    """
    parts = [np.zeros((0, encoder.dimensions), np.float32)]
    for start in range(0, len(texts), _STEP):
        parts.append(encoder.encode(texts[start : start + _STEP]))
        if on_progress:
            on_progress(min(start + _STEP, len(texts)), len(texts))
    return np.concatenate(parts)


def load_encoder(name: str, folder: Path, *, threads: int | None = None) -> Encoder:
    """Return the encoder called `name`, reading the model from `folder` where it needs one.

    Raises ModelMissing where the model has not been built, ValueError for an unknown name.
    """
    if name == HASHING:
        return HashingEncoder()
    if name != MINILM:
        message = f"There is no encoder called {name!r}; there is {', '.join(ENCODERS)}."
        raise ValueError(message)
    # Loads the runtime (60 MB), which a web process that only shows results never needs.
    from matching.engine.minilm import MiniLM  # noqa: PLC0415

    return MiniLM(folder, threads=threads)
