from django.urls import path

from priorities import views

app_name = "priorities"
urlpatterns = [
    path("questions", views.question_list, name="questions"),
    path("questions/new", views.question_new, name="question-new"),
    path("questions/import", views.question_import, name="question-import"),
    path("questions/<uuid:pk>", views.question_detail, name="question"),
    path("questions/<uuid:pk>/lead", views.question_lead, name="question-lead"),
    path("questions/<uuid:pk>/themes", views.question_readings, name="question-readings"),
    path("themes", views.theme_list, name="themes"),
    path("themes/new", views.theme_edit, name="theme-new"),
    path("themes/<slug:slug>", views.theme_detail, name="theme"),
    path("themes/<slug:slug>/edit", views.theme_edit, name="theme-edit"),
    path("themes/<slug:slug>/history", views.theme_history, name="theme-history"),
]
