from django.urls import path

from matching.views import (
    decisions,
    early,
    exclusions,
    formalities,
    home,
    looks,
    matches,
    record,
    replies,
    runs,
    searches,
    versions,
)

app_name = "matching"
urlpatterns = [
    path("home", home.home, name="home"),
    path("questions/<uuid:pk>/find-people", runs.find_people, name="find-people"),
    path("questions/<uuid:pk>/matches", matches.match_list, name="matches"),
    path("questions/<uuid:pk>/shortlist", matches.shortlist, name="shortlist"),
    path("versions/<uuid:pk>/people", versions.version_people, name="version-people"),
    path("versions/<uuid:pk>/find", versions.version_find, name="version-find"),
    path("questions/early", early.early_report, name="early"),
    path("offers/<uuid:pk>/reply", replies.offer_reply, name="offer-reply"),
    path("collaborations/<uuid:pk>", formalities.formality_list, name="formalities"),
    path("my-matches", matches.my_matches, name="my-matches"),
    path("me/exclusions", exclusions.exclusion_list, name="exclusions"),
    path("me/exclusions/<uuid:pk>/remove", exclusions.exclusion_remove, name="exclusion-remove"),
    path("me/record", record.record, name="record"),
    path("me/record.pdf", record.record_pdf, name="record-pdf"),
    path("people/search", searches.people_search, name="people-search"),
    path("people/search/<uuid:pk>", searches.people_found, name="people-found"),
    path("register/matches", looks.first_look, name="first-look"),
    path("runs/<uuid:pk>", runs.run_progress, name="run"),
    path("runs/<uuid:pk>/cancel", runs.run_cancel, name="run-cancel"),
    path(
        "suggestions/<uuid:pk>/<slug:voice>", decisions.suggestion_answer, name="suggestion-answer"
    ),
    path(
        "suggestions/<uuid:pk>/<slug:voice>/undo",
        decisions.suggestion_undo,
        name="suggestion-undo",
    ),
]
