from django.urls import path

from researchers.views import (
    approaches,
    confirming,
    delegates,
    evidence,
    history,
    imports,
    interests,
    loading,
    merging,
    needs,
    people,
    register,
)

app_name = "researchers"
# The pages of an entry: where one's own stand, and those of somebody for whom one edits it.
ENTRY_PAGES = [
    ("register", "", register.register, "register"),
    ("register/about", "/about", register.register_about, "register-about"),
    ("register/expertise", "/expertise", register.register_expertise, "register-expertise"),
    ("register/evidence", "/evidence", evidence.evidence_list, "register-evidence"),
    (
        "register/availability",
        "/availability",
        register.register_availability,
        "register-availability",
    ),
    ("register/check", "/check", register.register_check, "register-check"),
    *(
        (f"register/evidence/{tail}", f"/evidence/{tail}", view, name)
        for tail, view, name in [
            ("add", evidence.output_add, "output-add"),
            ("<uuid:pk>", evidence.output_edit, "output-edit"),
            ("<uuid:pk>/remove", evidence.output_remove, "output-remove"),
            ("<uuid:pk>/pin", evidence.output_pin, "output-pin"),
            ("<uuid:pk>/aside", evidence.output_aside, "output-aside"),
        ]
    ),
    *(
        (f"me/import{tail}", f"/import{tail}", view, name)
        for tail, view, name in [
            ("", imports.import_new, "import-new"),
            ("/<uuid:pk>", imports.import_preview, "import"),
            ("/<uuid:pk>/columns", imports.import_columns, "import-columns"),
            ("/<uuid:pk>/undo", imports.import_undo, "import-undo"),
        ]
    ),
]
urlpatterns = [
    path("people", people.person_list, name="people"),
    path("people/load", loading.load_new, name="load-new"),
    path("people/load/<uuid:pk>", loading.load_preview, name="load"),
    path("people/load/<uuid:pk>/columns", loading.load_columns, name="load-columns"),
    path("people/load/<uuid:pk>/invite", loading.load_invite, name="load-invite"),
    path("people/load/<uuid:pk>/undo", loading.load_undo, name="load-undo"),
    path("people/<uuid:pk>", people.person_detail, name="person"),
    path("people/<uuid:pk>/merge", merging.merge_choose, name="merge-choose"),
    path("people/<uuid:pk>/merge/<uuid:gone>", merging.merge_confirm, name="merge"),
    path("merges/<uuid:pk>/undo", merging.merge_undo, name="merge-undo"),
    path("account/needs", needs.needs_edit, name="needs"),
    path("access-needs", needs.needs_list, name="needs-list"),
    path("people/<uuid:pk>/history", history.person_history, name="person-history"),
    path("cards/<uuid:pk>", people.card, name="card"),
    path("approaches", approaches.approach_list, name="approaches"),
    path("approaches/new", approaches.approach_edit, name="approach-new"),
    path("approaches/<slug:slug>/edit", approaches.approach_edit, name="approach-edit"),
    path("me", register.profile, name="profile"),
    path("me/visibility", register.visibility, name="visibility"),
    path("me/history", history.own_history, name="own-history"),
    path("register/confirm", confirming.confirm_own, name="confirm-own"),
    path("confirm/<str:signed>", confirming.confirm, name="confirm"),
    path("me/interests", interests.interest_list, name="interests"),
    path("me/interests/<uuid:pk>/remove", interests.interest_remove, name="interest-remove"),
    path("me/assistants", delegates.assistant_list, name="assistants"),
    path("me/assistants/<uuid:pk>/end", delegates.assistant_end, name="assistant-end"),
    path("me/entries", delegates.entry_list, name="entries"),
    *(path(own, view, name=name) for own, _, view, name in ENTRY_PAGES),
    *(
        path(f"people/<uuid:of>/entry{tail}", view, name=f"for-{name}")
        for _, tail, view, name in ENTRY_PAGES
    ),
]
