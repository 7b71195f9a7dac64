from django.urls import path

from researchers.views import approaches, history, merging, needs, people, register

app_name = "researchers"
urlpatterns = [
    path("people", people.person_list, name="people"),
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
    path("register", register.register, name="register"),
    path("register/about", register.register_about, name="register-about"),
    path("register/expertise", register.register_expertise, name="register-expertise"),
    path("register/availability", register.register_availability, name="register-availability"),
    path("register/check", register.register_check, name="register-check"),
]
