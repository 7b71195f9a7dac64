"""Rows as the engine sees them: all of a profile, all of a question, never a theme."""

import hashlib
from datetime import timedelta

import numpy as np
import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matching import corpus, engine, jobs, services
from matching.models import Embedding, MatchRun
from priorities.services import change_readings
from tests.factories import (
    CoordinatorFactory,
    MatchRunFactory,
    OutputFactory,
    QuestionFactory,
    ResearcherFactory,
    ScoringFactory,
    ThemeFactory,
)
from tests.matching import scenes

pytestmark = pytest.mark.django_db


def test_a_person_is_their_statement_and_outputs():
    person = ResearcherFactory(statement="I map vans.")
    output = OutputFactory(
        researcher=person, kind="practice", title="Night routes", abstract="Where?", year=None
    )
    assert corpus.to_person(person) == engine.Person(
        str(person.pk),
        (
            engine.Document("statement", "statement", "", "I map vans.", None),
            engine.Document(
                str(output.pk), "practice", "Night routes", "Where?", None, 0.9, "no year given"
            ),
        ),
    )


def test_topics_belong_to_the_statement_each_a_paragraph_of_its_own():
    said = corpus.to_person(ResearcherFactory(statement="I map vans.", topics="Night\n\nRoutes"))
    only = corpus.to_person(ResearcherFactory(statement="", topics="Routes at night"))

    assert [one.text for one in said.documents] == ["I map vans.\n\nNight\n\nRoutes"]
    assert [(one.id, one.text) for one in only.documents] == [("statement", "Routes at night")]


def test_what_is_pinned_or_old_counts_accordingly_and_what_was_set_aside_not_at_all():
    person, now = ResearcherFactory(statement=""), timezone.now()
    OutputFactory(researcher=person, title="Pinned", year=now.year, pinned_at=now)
    OutputFactory(researcher=person, title="Old", kind="media", year=1990)
    OutputFactory(researcher=person, title="Not me any more", set_aside_at=now)

    (found,) = corpus.people()

    counts = {one.title: (round(one.weight, 2), one.note) for one in found.documents}
    years = now.year - 1990
    assert counts == {
        "Pinned": (1.25, "pinned"),
        "Old": (0.42, f"it is media, {years} years old"),
    }


def test_an_entry_that_nobody_confirmed_for_half_a_year_counts_a_little_less():
    fresh, stale = ResearcherFactory(), ResearcherFactory()
    stale.confirmed_at = timezone.now() - timedelta(days=184)

    assert [corpus.to_person(one).weight for one in (fresh, stale)] == [1.0, 0.9]


def test_nobody_is_ranked_who_has_not_sent_their_entry_or_is_merged():
    sent = ResearcherFactory()
    ResearcherFactory(sent_at=None)
    ResearcherFactory(merged_into=sent)

    assert [one.id for one in corpus.people()] == [str(sent.pk)]
    assert corpus.people(but=[sent.pk]) == []


def test_an_empty_statement_is_no_document():
    assert corpus.to_person(ResearcherFactory(statement=" \n")).documents == ()


@pytest.mark.parametrize(
    ("background", "wanted", "text"),
    [("", "", ""), ("Vans.", "", "Vans."), ("", "A map.", "A map."), ("V.", "M.", "V.\n\nM.")],
)
def test_an_owner_looks_for_people_with_all_the_words(background, wanted, text):
    question = QuestionFactory(words="Why?", background=background, wanted=wanted)
    run = MatchRunFactory(question=question, basis="full-text", requested_by=question.lead)
    assert corpus.question_of(run) == engine.Question(str(question.pk), "Why?", text)


def test_a_coordinator_looks_for_people_with_the_released_summary_and_no_other_word():
    question = QuestionFactory(words="Why?", background="Vans.", shared=True, summary="Why so?")
    run = MatchRunFactory(question=question)
    assert corpus.question_of(run) == engine.Question(str(question.pk), "Why so?", "")


@pytest.mark.parametrize("basis", ["summary", "full-text"])
def test_who_may_not_read_the_words_looks_for_nobody_with_them(basis):
    run = MatchRunFactory(question=QuestionFactory(), basis=basis)
    assert corpus.question_of(run) is None


@pytest.mark.parametrize("basis", ["summary", "full-text"])
def test_no_vector_of_a_question_is_kept(hashing, basis):
    """A vector tells much of its text, and the table of vectors is behind no rule."""
    scenes.register()
    told = "Eleven tills stood open. Nobody had bought anything."
    asked = scenes.question(background=told, summary=f"Why? {told}")
    by = asked.lead if basis == "full-text" else CoordinatorFactory()
    run = services.find_people(question=asked, basis=basis, by=by)
    jobs.execute_run(run.pk)
    run.refresh_from_db()
    assert run.state == "done"
    question = corpus.question_of(run)
    hashes = {hashlib.sha256(text.encode()).hexdigest() for text in engine.texts_of(question)}
    assert len(hashes) >= 2
    assert Embedding.objects.exists()
    assert not Embedding.objects.filter(text_hash__in=hashes).exists()


def test_a_profiles_own_sentence_is_kept_for_the_profile_and_never_for_a_question(hashing):
    """Who quotes a profile in a question leaves no trace of it; who only reads the profile does."""
    quoted = "Cash that nobody banked leaves a trail."
    accounts, *_ = scenes.register()
    assert quoted in accounts.statement
    quoting, other = scenes.question(words=f"{quoted} Whose?"), scenes.question()
    kept = Embedding.objects.filter(text_hash=hashlib.sha256(quoted.encode()).hexdigest())
    first = scenes.search(quoting)
    assert quoted in [e["sentence"] for s in first.suggestions.all() for e in s.evidence]
    assert not kept.exists()
    scenes.search(other)
    assert kept.exists()
    again = scenes.search(quoting)
    columns = ("researcher", "rank", "score", "evidence")
    assert list(again.suggestions.values(*columns)) == list(first.suggestions.values(*columns))


def test_reading_the_register_takes_two_queries_however_long_it_is(django_assert_num_queries):
    for _ in range(2):
        scenes.register()
        with django_assert_num_queries(2):
            corpus.people()


@settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(chosen=st.sets(st.integers(0, 5)))
def test_readings_under_themes_change_no_score(hashing, chosen):
    """Matching stands before categories: whatever is read into a question, people stay put."""
    scenes.register()
    asked, reader = scenes.question(), CoordinatorFactory()
    before = scenes.search(asked)
    change_readings(
        question=asked,
        added=[theme for n, theme in enumerate(ThemeFactory.create_batch(6)) if n in chosen],
        removed=[],
        by=reader,
    )
    after = scenes.search(asked)
    columns = ("researcher", "rank", "score", "meaning", "words", "evidence")
    assert before.suggestions.exists()
    assert list(after.suggestions.values(*columns)) == list(before.suggestions.values(*columns))


@pytest.mark.parametrize("basis", MatchRun.Basis)
def test_a_score_changes_nothing_that_is_matched_nor_any_order(hashing, basis):
    """How pressing a question is held to be reaches neither the engine nor who is found."""
    scenes.register()
    asked = scenes.question()
    runs, inputs = [], []
    for how in (None, {"harm": 1, "likelihood": 1}, {"harm": 5}, {"elsewhere": True}):
        if how:
            ScoringFactory(question=asked, **how)
        runs.append(services.find_people(question=asked, basis=basis, by=speaker_of(asked, basis)))
        inputs.append((corpus.question_of(runs[-1]), corpus.people()))
        jobs.execute_run(runs[-1].pk)
    columns = ("researcher", "rank", "score", "meaning", "words", "evidence")
    found = [list(run.suggestions.values(*columns)) for run in runs]

    assert found[0]
    assert inputs == [inputs[0]] * 4
    assert found == [found[0]] * 4


def speaker_of(question, basis):
    return question.lead if basis == MatchRun.Basis.FULL_TEXT else CoordinatorFactory()


def test_vectors_come_back_from_the_store_as_they_went_in(hashing):
    texts = ["Vans at night", "", "Cash in shops", "Vans at night"]
    first = corpus.encoder().encode(texts)
    assert Embedding.objects.count() == 3
    assert (first.shape, first.dtype) == ((4, 384), np.float32)
    np.testing.assert_array_equal(corpus.encoder().encode(texts), first)
    np.testing.assert_allclose(first, engine.HashingEncoder().encode(texts), atol=1e-3)
    assert corpus.encoder().encode([]).shape == (0, 384)


def test_vectors_of_one_encoder_are_not_taken_for_those_of_another(hashing):
    corpus.encoder().encode(["Vans at night"])
    Embedding.objects.update(encoder="another")
    corpus.encoder().encode(["Vans at night"])
    assert Embedding.objects.count() == 2


def test_without_the_model_a_run_says_that_it_stopped(settings, tmp_path):
    settings.MATCHING_ENCODER = "minilm"
    settings.MATCHING_MODEL_DIR = tmp_path
    corpus.encoder.cache_clear()
    scenes.register()
    run = scenes.search(scenes.question())
    assert run.state == "failed"
