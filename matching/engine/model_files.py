"""What a folder with the model holds, and whether it holds a whole one.

The 8-bit ONNX model, the tokenizer and a stamp. The stamp is written last and bears the digests
of the others, so a build cut short, or a file that was changed, is not taken for a model.
"""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

MODEL = "model.onnx"
TOKENIZER = "tokenizer.json"
STAMP = "stamp.json"

# The last figure goes up whenever the recipe changes the vectors: kept vectors bear this name.
NAME = "all-MiniLM-L6-v2-int8-v1"


def read_stamp(folder: Path) -> Mapping[str, object]:
    """Return what the folder's model was made from, or {} where the folder holds no whole model."""
    try:
        stamp = json.loads((folder / STAMP).read_text("utf-8"))
        whole = all(digest(folder / name) == stamp["files"][name] for name in (MODEL, TOKENIZER))
    except (OSError, ValueError, LookupError, TypeError):
        return {}
    return stamp if whole and stamp.get("name") == NAME else {}


def digest(path: Path) -> str:
    """Return a file's SHA-256 in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
