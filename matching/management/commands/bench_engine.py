"""`manage.py bench_engine`: what the engine costs, as ratios measured in one run."""

import resource
import statistics
import tempfile
import time
from argparse import ArgumentParser
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from django.core.management.base import BaseCommand, CommandError

from matching.engine import Corpus, Document, Person, Question, Vectors
from matching.engine.minilm import Reader
from matching.engine.model_build import ModelBroken, export_checked, published_files
from matching.engine.onnx_export import export_float32

SEED = 7
SIZES = (1_000, 5_000)
DOCUMENTS_EACH = 5
WORDS_IN_DOCUMENT = 60
VOCABULARY = 20_000


class RandomEncoder:
    """Random unit vectors: a stand-in where only the arithmetic is measured."""

    name = "random"
    dimensions = 384

    def __init__(self) -> None:
        self._random = np.random.default_rng(SEED)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return float32 (texts, 384), whatever the texts."""
        vectors = self._random.standard_normal((len(texts), self.dimensions), np.float32)
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


class Command(BaseCommand):
    """Takes under a minute and needs no database; the seed is fixed, only the times vary."""

    help = "Measure the engine: embedding and ranking, each against its yardstick in the same run."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--texts", type=int, default=16, help="abstracts to embed")
        parser.add_argument("--people", type=int, nargs="+", default=SIZES, help="corpus sizes")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self._measure_embedding(options["texts"])
        except ModelBroken as error:
            raise CommandError(str(error)) from error
        for people in options["people"]:
            self._measure_ranking(people)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        self.stdout.write(f"Peak memory of the whole run: {peak:,.0f} MB.")

    def _measure_embedding(self, count: int) -> None:
        """Embed the same abstracts with the float32 and the 8-bit model, one thread each."""
        source = published_files()
        with tempfile.TemporaryDirectory() as folder:
            float32, int8 = Path(folder) / "float32.onnx", Path(folder) / "int8.onnx"
            export_float32(source / "model.safetensors", float32)
            likeness = export_checked(float32, int8, source / "tokenizer.json")
            readers = [Reader(model, source / "tokenizer.json") for model in (float32, int8)]
        texts = _texts(count, words=180)
        slow, fast = _seconds(*(partial(_read, reader, texts) for reader in readers))
        self.stdout.write(
            f"Embedding {count} abstracts: the 8-bit model is {slow / fast:.2f} times as fast as "
            f"float32 ({count / fast:.0f} against {count / slow:.0f} a second on one thread); "
            f"least cosine between them {likeness:.4f}."
        )

    def _measure_ranking(self, people: int) -> None:
        """Rank a corpus for one question, against the bare product of its vectors."""
        texts = iter(_texts(people * DOCUMENTS_EACH, words=WORDS_IN_DOCUMENT))
        held = [_person(number, texts) for number in range(people)]
        started = time.perf_counter()
        corpus = Corpus.prepare(held, RandomEncoder())
        prepared = time.perf_counter() - started
        question = Question("q", "", _texts(1, words=WORDS_IN_DOCUMENT)[0])
        vector = corpus.vectors[0]
        product, ranked = _seconds(
            lambda: corpus.vectors @ vector, lambda: corpus.rank(question, evidence_for=0)
        )
        self.stdout.write(
            f"Ranking {people:,} people, {len(corpus.documents):,} documents: "
            f"{ranked / product:.1f} times the bare matrix product ({ranked * 1000:.1f} ms against "
            f"{product * 1000:.1f} ms); preparing the corpus without embedding took as long as "
            f"{prepared / ranked:,.0f} rankings."
        )


def _texts(count: int, *, words: int) -> list[str]:
    """Return texts of made-up words, some frequent and most rare, as in a language."""
    numbers = np.random.default_rng(SEED).zipf(1.3, (count, words)) % VOCABULARY
    return [" ".join(f"w{number}" for number in row) for row in numbers]


def _person(number: int, texts: Iterator[str]) -> Person:
    documents = (
        Document(f"{number}/{place}", "publication", "", next(texts))
        for place in range(DOCUMENTS_EACH)
    )
    return Person(f"{number:06}", tuple(documents))


def _read(reader: Reader, texts: Sequence[str]) -> None:
    for text in texts:
        reader.read(text)


def _seconds(*works: Callable[[], object]) -> list[float]:
    """Return each one's median time, run in turn so that what else the machine does hits all.

    The first round, which warms the caches, does not count.
    """
    rounds = []
    for _ in range(6):
        times = []
        for work in works:
            started = time.perf_counter()
            work()
            times.append(time.perf_counter() - started)
        rounds.append(times)
    return [statistics.median(times) for times in zip(*rounds[1:], strict=True)]
