"""The matching engine: values in, values out. No Django, clock, network or global randomness.

A document's likeness to a question is s = cos(meaning) + 0.5 cos(words); a person scores the mean
of their best three documents, shrunk by half a document towards the question's average document.
Where documents or people have a weight, likeness and score count times it.
A question under 40 words is first moved towards its nearest documents. Each question is scored
alone.

    encoder = load_encoder(MINILM, folder)
    corpus = Corpus.prepare(people, encoder)
    for question in questions:
        ranking = corpus.rank(question)
"""

from matching.engine.corpus import EVIDENCE_FOR, Corpus, NoWords, rank
from matching.engine.encoders import (
    ENCODERS,
    HASHING,
    MINILM,
    Encoder,
    HashingEncoder,
    ModelMissing,
    Progress,
    RememberingEncoder,
    Vectors,
    load_encoder,
)
from matching.engine.evidence import texts_of
from matching.engine.values import (
    WORDS_WEIGHT,
    Document,
    Evidence,
    Match,
    Person,
    Question,
    Ranking,
)

__all__ = [
    "ENCODERS",
    "EVIDENCE_FOR",
    "HASHING",
    "MINILM",
    "WORDS_WEIGHT",
    "Corpus",
    "Document",
    "Encoder",
    "Evidence",
    "HashingEncoder",
    "Match",
    "ModelMissing",
    "NoWords",
    "Person",
    "Progress",
    "Question",
    "Ranking",
    "RememberingEncoder",
    "Vectors",
    "load_encoder",
    "rank",
    "texts_of",
]
