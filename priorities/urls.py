from django.urls import path

from priorities.views import questions, themes

app_name = "priorities"
urlpatterns = [
    path("questions", questions.question_list, name="questions"),
    path("questions/new", questions.question_new, name="question-new"),
    path("questions/import", questions.question_import, name="question-import"),
    path("questions/<uuid:pk>", questions.question_detail, name="question"),
    path("questions/<uuid:pk>/lead", questions.question_lead, name="question-lead"),
    path("questions/<uuid:pk>/themes", themes.question_readings, name="question-readings"),
    path("themes", themes.theme_list, name="themes"),
    path("themes/new", themes.theme_edit, name="theme-new"),
    path("themes/<slug:slug>", themes.theme_detail, name="theme"),
    path("themes/<slug:slug>/edit", themes.theme_edit, name="theme-edit"),
    path("themes/<slug:slug>/history", themes.theme_history, name="theme-history"),
]
