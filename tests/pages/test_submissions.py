from uuid import UUID

import pytest

from pages.submissions import SubmissionForm


def test_each_showing_of_a_form_has_a_token_of_its_own():
    one, two = SubmissionForm(), SubmissionForm()
    assert one["submission"].value() != two["submission"].value()
    assert one["submission"].value() == one["submission"].value()


def test_a_form_sent_twice_has_the_same_token_twice():
    data = {"submission": str(SubmissionForm()["submission"].value())}
    first, second = SubmissionForm(data), SubmissionForm(data)
    assert first.is_valid()
    assert second.is_valid()
    assert first.cleaned_data == second.cleaned_data == {"submission": UUID(data["submission"])}


@pytest.mark.parametrize("mangled", [{}, {"submission": ""}, {"submission": "x"}])
def test_a_mangled_token_never_stands_in_the_way(mangled):
    form = SubmissionForm(mangled)
    assert form.is_valid()
    assert isinstance(form.cleaned_data["submission"], UUID)
