"""Works by iD or DOI, from servers on this machine that answer as the services document it."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from researchers.models import Import
from researchers.reading.people import is_valid_orcid
from researchers.services import fetching
from researchers.services.previews import preview
from tests.answers import errors_of
from tests.html_rules import assert_well_made

FILES = Path(__file__).parent / "files"
NEW = reverse("researchers:import-new")
ORCID_JSON = "application/json;charset=UTF-8"


class Service:
    """A service on loopback: what it answers to which path, and what it was asked."""

    def __init__(self):
        self.answers = {}
        self.asked = []

    def answer(self, path, body, status=200, kind="application/json", **more):
        self.answers[path] = {"body": body, "status": status, "kind": kind, **more}


@pytest.fixture
def service(settings, monkeypatch):
    made = Service()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            made.asked.append((self.path, dict(self.headers)))
            answer = made.answers.get(urlsplit(self.path).path)
            cursor = parse_qs(urlsplit(self.path).query).get("cursor", [""])[0]
            answer = made.answers.get(cursor, answer)
            if answer is None:
                answer = {"body": b"{}", "status": 404, "kind": "application/json"}
            time.sleep(answer.get("after", 0))
            self.send_response(answer["status"])
            self.send_header("Content-Type", answer["kind"])
            self.send_header("Content-Length", str(answer.get("length", len(answer["body"]))))
            for name, value in answer.get("headers", {}).items():
                self.send_header(name, value)
            self.end_headers()
            try:
                self.wfile.write(answer["body"])
            except (BrokenPipeError, ConnectionResetError):
                return  # whoever asked has had enough

        def log_message(self, *_):
            """Nothing: a test's output is its own."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_address[1]}"
    settings.FETCH_WORKS = True
    settings.ORCID_API, settings.CROSSREF_API, settings.OPENALEX_API = (
        f"{address}/{name}" for name in ("orcid", "crossref", "openalex")
    )
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    yield made
    server.shutdown()
    server.server_close()


ORCID = "/orcid/0000-0002-1825-0097/record"
DOI = "/crossref/works/10.5555%2Fledgers.2019"


def sample(name):
    return (FILES / name).read_bytes()


def test_an_orcid_record_is_fetched(service):
    service.answer(ORCID, sample("orcid-record.json"), kind=ORCID_JSON)
    fetched = fetching.orcid("0000-0002-1825-0097")
    assert len(fetched.reading.entries) == 5
    ((_, headers),) = service.asked
    assert headers["Accept"] == "application/json"
    assert "Cookie" not in headers


def test_a_doi_is_fetched_from_crossref(service):
    service.answer(DOI, sample("crossref.json"))
    (entry,) = fetching.doi("10.5555/ledgers.2019").reading.entries
    assert (entry.title, entry.venue) == (
        "Ledgers of the high street",
        "Journal of Small Accounts",
    )


def test_works_are_fetched_from_openalex_page_by_page(service):
    first = json.loads(sample("openalex.json"))
    first["meta"]["next_cursor"] = "second"
    service.answer("/openalex/works", json.dumps(first).encode())
    service.answer("second", sample("openalex.json").replace(b"Ledgers of", b"More of"))
    titles = [entry.title for entry in fetching.openalex("A5023888391").reading.entries]
    assert titles == [
        *("Ledgers of the high street", "Till receipts of four towns"),
        *("More of the high street", "Till receipts of four towns"),
    ]
    queries = [parse_qs(urlsplit(path).query) for path, _ in service.asked]
    assert [query["cursor"] for query in queries] == [["*"], ["second"]]
    assert queries[0]["filter"] == ["author.id:A5023888391"]


def test_pages_without_end_end(service, monkeypatch):
    monkeypatch.setattr(fetching, "MOST_PAGES", 3)
    page = json.loads(sample("openalex.json"))
    page["meta"]["next_cursor"] = "again"
    service.answer("/openalex/works", json.dumps(page).encode())
    assert len(fetching.openalex("A1").reading.entries) == 6


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({"body": b"{}", "status": 404}, "ORCID knows nothing under this number"),
        ({"body": b"", "status": 429}, "too many have asked"),
        ({"body": b"", "status": 500}, "ORCID cannot help at the moment"),
        ({"body": b"", "status": 301, "headers": {"Location": "/secret"}}, "cannot help"),
        ({"body": b"<html>", "kind": "text/html"}, "something that is not a record"),
        ({"body": b"<html>"}, "Line 1 is not JSON"),
        ({"body": b'{"activities-summary": {', "length": 9_000}, "did not answer as it should"),
        ({"body": b'{"activities-summary": {'}, "Line 1 is not JSON"),
        ({"body": b" " * 2_000_001}, "answered with more than 2 MB"),
        ({"body": b"[" * 9_000}, "nested deeper"),
        ({"body": b"{}", "after": 1.5}, "did not answer as it should"),
        ({"body": b'{"activities-summary": {}}'}, "shows no works to the public"),
    ],
)
def test_what_goes_wrong_is_told_in_a_sentence(service, monkeypatch, answer, words):
    monkeypatch.setattr(fetching, "TIMEOUT", 1)
    service.answer(ORCID, **{"kind": ORCID_JSON} | answer)
    with pytest.raises(ValidationError) as refused:
        fetching.orcid("0000-0002-1825-0097")
    assert words in refused.value.messages[0]
    assert [path for path, _ in service.asked] == [ORCID]


def test_an_answer_that_drips_is_given_up(service, monkeypatch):
    monkeypatch.setattr(fetching, "MOST_SECONDS", -1)
    service.answer(ORCID, sample("orcid-record.json"))
    with pytest.raises(ValidationError, match="ORCID is too slow"):
        fetching.orcid("0000-0002-1825-0097")


def test_a_service_that_is_away_is_told_in_a_sentence(settings):
    settings.FETCH_WORKS, settings.CROSSREF_API = True, "http://127.0.0.1:9"
    with pytest.raises(ValidationError, match="Crossref did not answer as it should"):
        fetching.doi("10.1/x")


def test_no_log_holds_what_was_typed(service, caplog):
    service.answer(DOI, sample("crossref.json"))
    fetching.doi("10.5555/ledgers.2019")
    assert "ledgers" not in caplog.text


def test_nobody_is_asked_where_the_setting_is_off(service, settings):
    settings.FETCH_WORKS = False
    with pytest.raises(ValidationError, match="asks no other service"):
        fetching.doi("10.5555/ledgers.2019")
    assert service.asked == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("chosen", "typed", "answer", "sentence"),
    [
        (
            *("orcid", "https://orcid.org/0000-0002-1825-0097"),
            *((ORCID, "orcid-record.json"), "5 new"),
        ),
        ("doi", "https://doi.org/10.5555/LEDGERS.2019", (DOI, "crossref.json"), "1 new"),
        ("openalex", "a5023888391", ("/openalex/works", "openalex.json"), "2 new"),
    ],
)
def test_what_is_fetched_is_looked_over_like_a_file(
    service, academic_client, chosen, typed, answer, sentence
):
    path, name = answer
    service.answer(path, sample(name))
    assert_well_made(academic_client.get(NEW))
    given = {"way": "fetch", "service": chosen, "identifier": typed}
    page = academic_client.post(NEW, given, follow=True)
    assert_well_made(page)
    found = Import.objects.get()
    assert (found.source, preview(found).sentence) == (chosen, sentence)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("chosen", "typed", "words"),
    [
        ("orcid", "0000-0002-1825-0098", "a digit wrong"),
        ("orcid", "Ann Smith", "Enter an ORCID iD like 0000-0002-1825-0097"),
        ("orcid", "٠٠٠٠-0002-1825-0097", "a digit wrong"),
        ("doi", "ledgers", "Enter a DOI like 10.1000/182"),
        ("openalex", "A1,institutions.id:I1", "Enter an author number of OpenAlex"),
        ("openalex", "", "Enter an iD, a DOI or an author number"),
        ("doi", "10.5555/nowhere", "Crossref knows nothing under this number"),
    ],
)
def test_what_is_typed_wrong_is_told_beside_the_field(
    service, academic_client, chosen, typed, words
):
    given = {"way": "fetch", "service": chosen, "identifier": typed}
    page = academic_client.post(NEW, given)
    assert page.status_code == 422
    assert_well_made(page)
    assert words in errors_of(page)["fetch_identifier"][0]
    assert not Import.objects.exists()


def test_the_last_digit_of_an_orcid_is_checked():
    assert is_valid_orcid("0000-0002-1825-0097")
    assert is_valid_orcid("0000-0002-1694-233X")
    assert not is_valid_orcid("0000-0002-1694-2330")
