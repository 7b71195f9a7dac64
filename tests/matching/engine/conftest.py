"""What the engine's tests share; none of them needs a database."""

from pathlib import Path

import pytest

from matching.engine import MINILM, Document, Encoder, Person, RememberingEncoder, load_encoder
from matching.engine.model_build import build, published_files

MODEL_FOLDER = Path(__file__).resolve().parents[3] / "var" / "model"


@pytest.fixture(scope="session")
def model_folder() -> Path:
    """The folder of the real model; `./test` has built it, else it is built here once."""
    build(MODEL_FOLDER, published_files())
    return MODEL_FOLDER


@pytest.fixture(scope="session")
def minilm(model_folder: Path) -> Encoder:
    """The real model, which reads each text once for all tests."""
    return RememberingEncoder(load_encoder(MINILM, model_folder))


@pytest.fixture
def profile():
    """Make a person from a statement and (title, abstract) pairs."""

    def make(id: str, statement: str = "", *outputs: tuple[str, str]) -> Person:  # noqa: A002
        documents = [Document(f"{id}/statement", "statement", "", statement)] if statement else []
        for number, (title, abstract) in enumerate(outputs, 1):
            documents.append(Document(f"{id}/{number}", "publication", title, abstract, 2020))
        return Person(id, tuple(documents))

    return make
