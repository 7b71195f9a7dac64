import datetime as dt

import pytest
from django import forms
from django.core.validators import RegexValidator

from pages.wording import PlainWords, UkDateField


class Words(PlainWords, forms.Form):
    full_name = forms.CharField(max_length=5, min_length=3)
    orcid = forms.CharField(label="ORCID iD", validators=[RegexValidator("^0", "Begin with 0")])
    email = forms.EmailField(label="Email address?")
    since = UkDateField()
    share = forms.FloatField(label="Share in %")
    count = forms.IntegerField()
    subject = forms.ChoiceField(choices=[("a", "A")])
    agree = forms.BooleanField(label="I agree")
    story = forms.CharField(required=False, max_length=1000)
    reason = forms.CharField(error_messages={"required": "Say why"})


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("full_name", "", "Enter full name"),
        ("full_name", "abcdef", "Full name must be 5 characters or fewer"),
        ("story", "a" * 1001, "Story must be 1,000 characters or fewer"),
        ("full_name", "a", "Full name must be 3 characters or more"),
        ("orcid", "", "Enter ORCID iD"),
        ("orcid", "1", "Begin with 0"),
        ("email", "a", "Enter an email address in the correct format, like name@example.ac.uk"),
        ("since", "31/2/2026", "Since must be a date, like 20/1/2026"),
        ("share", "x", "Share in  per cent must be a number, like 1.5"),
        ("count", "1.5", "Count must be a whole number, like 12"),
        ("subject", "", "Select subject"),
        ("subject", "b", "Subject must be one of those on the list"),
        ("agree", "", "Tick “I agree” to continue"),
        ("reason", "", "Say why"),
    ],
)
def test_an_error_says_what_to_do(field, typed, said):
    assert Words({field: typed}).errors[field] == [said]


@pytest.mark.parametrize(
    "typed", ["1/9/2019", "01/09/2019", "1/9/19", "1 September 2019", "2019-09-01"]
)
def test_a_date_may_be_typed_as_people_write_it(typed):
    assert UkDateField().clean(typed) == dt.date(2019, 9, 1)
