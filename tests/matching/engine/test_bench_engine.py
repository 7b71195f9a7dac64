"""The bench runs to its end, small, and says ratios."""

import pytest
from django.core.management import CommandError, call_command

from matching.engine import model_build


def test_bench_prints_ratios_of_one_run(capsys):
    call_command("bench_engine", texts=1, people=[20])
    embedding, ranking, peak = capsys.readouterr().out.splitlines()
    assert "times as fast as float32" in embedding
    assert "Ranking 20 people, 100 documents:" in ranking
    assert "times the bare matrix product" in ranking
    assert peak.startswith("Peak memory")


def test_bench_names_what_is_missing(monkeypatch):
    monkeypatch.setattr(model_build, "find_spec", lambda name: None)
    with pytest.raises(CommandError, match="weights, is missing"):
        call_command("bench_engine")
