from django.urls import path

from researchers.views import evidence, imports, people, profile

app_name = "researchers"
urlpatterns = [
    path("people", people.person_list, name="people"),
    path("people/<uuid:pk>", people.person_detail, name="person"),
    path("me", profile.profile_edit, name="profile"),
    path("me/import", imports.import_new, name="import-new"),
    path("me/import/<uuid:pk>", imports.import_preview, name="import"),
    path("me/import/<uuid:pk>/columns", imports.import_columns, name="import-columns"),
    path("me/import/<uuid:pk>/undo", imports.import_undo, name="import-undo"),
    path("register/evidence", evidence.evidence_list, name="register-evidence"),
    path("register/evidence/add", evidence.output_add, name="output-add"),
    path("register/evidence/<uuid:pk>", evidence.output_edit, name="output-edit"),
    path("register/evidence/<uuid:pk>/remove", evidence.output_remove, name="output-remove"),
    path("register/evidence/<uuid:pk>/pin", evidence.output_pin, name="output-pin"),
    path("register/evidence/<uuid:pk>/aside", evidence.output_aside, name="output-aside"),
]
