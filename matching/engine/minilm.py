"""all-MiniLM-L6-v2 run by onnxruntime: 384 dimensions, the first 256 tokens of a text."""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from matching.engine.encoders import ModelMissing, Vector, Vectors
from matching.engine.model_files import MODEL, NAME, TOKENIZER, read_stamp

# Measured: fewer tokens lose quality (128 costs 0.01 of loss, 64 costs 0.04), more gain none.
MOST_TOKENS = 256
# Far more than those tokens take up, so that a very long text is not cut into tokens for nothing.
_MOST_CHARACTERS = 20_000


class MiniLM:
    """The model of a folder made by `build_model`. Vectors depend on nothing but the text."""

    name = NAME
    dimensions = 384

    def __init__(self, folder: Path, *, threads: int | None = None) -> None:
        """Load the model, to read `threads` texts side by side (the machine's cores by default).

        Raises ModelMissing where the folder does not hold a whole model.
        """
        if not read_stamp(folder):
            message = f"The matching model is not in {folder}; run: python manage.py build_model"
            raise ModelMissing(message)
        self._threads = threads or os.cpu_count() or 1
        self._reader = Reader(folder / MODEL, folder / TOKENIZER)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return float32 (texts, 384): unit rows, a zero row for a blank text."""
        vectors = np.zeros((len(texts), self.dimensions), np.float32)
        filled = [index for index, text in enumerate(texts) if text.strip()]
        with ThreadPoolExecutor(self._threads) as pool:
            rows = pool.map(self._reader.read, [texts[index] for index in filled])
            for index, row in zip(filled, rows, strict=True):
                vectors[index] = row
        return vectors


class Reader:
    """A tokenizer and an ONNX model, 8-bit or float32, that read one text at a time.

    Nothing is padded, so a text's vector never depends on its neighbours. Safe in threads.
    """

    def __init__(self, model: Path, tokenizer: Path) -> None:
        self._tokenizer = Tokenizer.from_file(str(tokenizer))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(MOST_TOKENS)
        options = onnxruntime.SessionOptions()
        # Texts side by side use the cores better than one text cut up among them.
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(
            str(model), options, providers=["CPUExecutionProvider"]
        )

    def read(self, text: str) -> Vector:
        """Return the unit vector of one text, float32 (384,)."""
        tokens = np.array([self._tokenizer.encode(text.strip()[:_MOST_CHARACTERS]).ids], np.int64)
        row: Vector = self._session.run(["vectors"], {"tokens": tokens})[0][0]
        return row
