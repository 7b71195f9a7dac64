from django.urls import path

from researchers.views import merging, needs, people, profile

app_name = "researchers"
urlpatterns = [
    path("people", people.person_list, name="people"),
    path("people/<uuid:pk>", people.person_detail, name="person"),
    path("people/<uuid:pk>/merge", merging.merge_choose, name="merge-choose"),
    path("people/<uuid:pk>/merge/<uuid:gone>", merging.merge_confirm, name="merge"),
    path("merges/<uuid:pk>/undo", merging.merge_undo, name="merge-undo"),
    path("account/needs", needs.needs_edit, name="needs"),
    path("access-needs", needs.needs_list, name="needs-list"),
    path("me", profile.profile_edit, name="profile"),
]
