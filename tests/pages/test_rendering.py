import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import render_to_string

from tests.html_rules import Page, assert_well_made, get, has_class, text, title
from tests.pages.gallery import EveryField

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("gallery")]

RIGHT = {
    "name": "Dr Amara Okafor",
    "email": "a.okafor@example.ac.uk",
    "password": "long enough",
    "statement": "How towns work.",
    "subject": "geo",
    "others": ["law"],
    "when": "now",
    "since": "1/9/2019",
    "agree": "on",
}


def control(html, name):
    return next(c for c in Page.parsed(html).controls() if get(c, "name") == name)


def test_a_form_not_yet_sent_is_well_made_and_says_nothing_is_wrong(client):
    response = client.get("/form")
    assert_well_made(response)
    assert response.status_code == 200
    assert b"There is a problem" not in response.content


def test_a_form_with_errors_is_well_made_and_says_so_in_its_title(client):
    response = client.post("/form", {"name": "Amara"})
    assert_well_made(response)
    assert response.status_code == 422
    assert title(response.content.decode()) == "Error: Your expertise – EMPAC Connect"


def test_what_was_typed_is_kept_beside_the_errors(client):
    html = client.post("/form", {"name": "Amara", "subject": "law"}).content.decode()
    assert get(control(html, "name"), "value") == "Amara"
    assert '<option value="law" selected>' in html


def test_a_form_filled_in_rightly_is_taken(client):
    response = client.post("/form", RIGHT)
    assert response.status_code == 200
    assert b"Saved Dr Amara Okafor." in response.content


def test_no_control_stops_a_person_before_the_server_can_explain(client):
    html = client.get("/form").content.decode()
    attributes = {name for c in Page.parsed(html).controls() for name, _ in c.attributes}
    assert "required" not in attributes
    assert get(control(html, "statement"), "maxlength") is None


def test_hint_count_and_error_are_read_with_a_text_area(client):
    html = client.post("/form", {}).content.decode()
    described = get(control(html, "statement"), "aria-describedby")
    assert described == "id_statement_helptext id_statement_error id_statement-info"


def test_only_fields_that_may_be_left_out_are_marked_optional(client):
    page = Page.parsed(client.get("/form").content.decode())
    marked = [text(e) for e in page.all("label", "legend") if "(optional)" in text(e)]
    assert marked == ["ORCID iD (optional)", "Publications file (optional)"]


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("name", "govuk-input"),
        ("orcid", "govuk-input--width-20"),
        ("password", "govuk-password-input__input"),
        ("statement", "govuk-textarea"),
        ("subject", "govuk-select"),
        ("others", "govuk-checkboxes__input"),
        ("when", "govuk-radios__input"),
        ("publications", "govuk-file-upload"),
        ("agree", "govuk-checkboxes__input"),
    ],
)
def test_each_control_wears_the_dress_of_its_kind(client, name, wanted):
    assert has_class(control(client.get("/form").content.decode(), name), wanted)


def test_a_wrong_control_is_marked_by_its_class_too(client):
    assert has_class(
        control(client.post("/form", {}).content.decode(), "name"), "govuk-input--error"
    )


def test_the_summary_leads_to_the_first_of_several_choices():
    form = EveryField({})
    assert form["when"].first_id == "id_when_0"
    assert form["name"].first_id == "id_name"


def test_errors_of_the_whole_form_lead_to_its_first_control():
    form = EveryField(RIGHT, {"publications": SimpleUploadedFile("a.csv", b"x")})
    form.add_error(None, "Someone has already sent this.")
    html = render_to_string("forms/error_summary.html", {"form": form})
    assert '<a href="#id_name">Someone has already sent this.</a>' in html


def test_a_widget_nobody_thought_of_is_left_as_it_is():
    class Strange(forms.Widget):
        template_name = "django/forms/widgets/text.html"

    class Odd(forms.Form):
        odd = forms.Field(widget=Strange)

    assert 'class=""' in str(Odd()["odd"])


def test_a_choice_without_choices_says_so_and_starts_no_script():
    class Form(forms.Form):
        themes = forms.MultipleChoiceField(choices=[], widget=forms.CheckboxSelectMultiple)

    html = str(Form())
    assert "There is nothing to choose from yet." in html
    assert "data-module" not in html
