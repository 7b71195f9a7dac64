"""A gallery of everything that `pages` draws, served to tests and to eyes only."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import Group
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from pages import answers
from pages.listing import Column, FilterForm, Listing
from pages.submissions import SubmissionForm
from pages.wording import PlainWords, UkDateField

FRAME = {
    "menu": [
        {"label": label, "url": f"/{label.lower()}", "current": label == "People"}
        for label in ("Home", "People", "Questions", "Themes")
    ],
    "footer_links": [
        {"label": "Accessibility statement", "url": "/accessibility"},
        {"label": "Privacy and data sharing", "url": "/privacy"},
    ],
    "marking": "OFFICIAL",
}
SUBJECTS = [("law", "Law"), ("art", "Art and design"), ("geo", "Geography")]


class EveryField(PlainWords, SubmissionForm):
    """One field of each kind."""

    name = forms.CharField(max_length=80)
    email = forms.EmailField(
        label="University email address",
        help_text="Police leads see it only after you accept an introduction.",
    )
    password = forms.CharField(widget=forms.PasswordInput(attrs={"autocomplete": "off"}))
    orcid = forms.CharField(
        label="ORCID iD", required=False, widget=forms.TextInput({"class": "govuk-input--width-20"})
    )
    statement = forms.CharField(
        label="What can you help police make sense of?",
        help_text="Write as you would explain it to a detective over coffee.",
        max_length=1200,
        widget=forms.Textarea,
    )
    subject = forms.ChoiceField(label="Main subject", choices=[("", "Choose one"), *SUBJECTS])
    others = forms.MultipleChoiceField(
        label="Other subjects", choices=SUBJECTS, widget=forms.CheckboxSelectMultiple
    )
    when = forms.ChoiceField(
        label="When you would like to take part",
        choices=[("now", "Now"), ("later", "Next term")],
        widget=forms.RadioSelect,
    )
    since = UkDateField(label="In post since")
    publications = forms.FileField(label="Publications file", required=False)
    agree = forms.BooleanField(label="Show my profile to police leads")


class GroupFilter(FilterForm):
    """Narrow groups by a word or by their first letter."""

    q = forms.CharField(label="Words in the name", max_length=20)
    letters = forms.MultipleChoiceField(
        label="First letter",
        choices=[(c, c) for c in "ABCDEFGH"],
        widget=forms.CheckboxSelectMultiple,
    )

    def conditions(self) -> dict[str, Q]:
        asks = {"q": Q(name__icontains=self.cleaned_data["q"])} if self.cleaned_data["q"] else {}
        letters = self.cleaned_data["letters"]
        return asks | ({"letters": Q(name__regex=f"^[{''.join(letters)}]")} if letters else {})


def form_page(request: HttpRequest) -> HttpResponse:
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = EveryField(*sent)
    if form.is_valid():
        messages.success(request, f"Saved {form.cleaned_data['name']}.")
    return answers.form_page(request, "gallery/form.html", FRAME | {"form": form})


def list_page(request: HttpRequest) -> HttpResponse:
    listing = Listing(
        request,
        Group.objects.order_by("name"),
        columns=[
            Column("Name", lambda group: group.name),
            Column("Letters", lambda group: len(group.name)),
        ],
        filename="groups",
        noun=("group", "groups"),
        filter_form=GroupFilter(request.GET),
    )
    return listing.respond("gallery/list.html", FRAME, fragment="gallery/_list.html")


def parts_page(request: HttpRequest) -> HttpResponse:
    for level in ("success", "info", "warning", "error"):
        getattr(messages, level)(request, f"A message of the {level} kind.")
    people = [("Dr Amara Okafor", 0.95), ("Prof Helen Marsh", 0.61)]
    context = {"people": people, "parts": [("Meaning", 0.91), ("Words", 0.5), ("Free", 0)]}
    return render(request, "gallery/parts.html", FRAME | context)


def progress(request: HttpRequest) -> HttpResponse:
    return HttpResponse("<p>Done.</p>")


urlpatterns = [
    path("form", login_not_required(form_page)),
    path("list", login_not_required(list_page)),
    path("parts", login_not_required(parts_page)),
    path("progress", login_not_required(progress)),
]
