from django.urls import path

from matching.views import decisions, home, matches, runs

app_name = "matching"
urlpatterns = [
    path("home", home.home, name="home"),
    path("questions/<uuid:pk>/find-people", runs.find_people, name="find-people"),
    path("questions/<uuid:pk>/matches", matches.match_list, name="matches"),
    path("questions/<uuid:pk>/shortlist", matches.shortlist, name="shortlist"),
    path("my-matches", matches.my_matches, name="my-matches"),
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
