"""Health checks from inside a container."""

from empac import probe


def test_a_good_answer_is_nought_and_printed(live_server, capsys):
    assert probe.main("/livez", live_server.thread.port) == 0
    assert capsys.readouterr().out == "alive\n"


def test_any_other_answer_or_none_is_one(live_server, capsys, monkeypatch):
    assert probe.main("/no-such-page", live_server.thread.port) == 1
    monkeypatch.setenv("ALLOWED_HOSTS", ".localhost, other.example.org")
    assert probe.main("/livez", live_server.thread.port) == 0
    assert probe.main("/livez", 1) == 1
    assert "refused" in capsys.readouterr().out
