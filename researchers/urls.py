from django.urls import path

from researchers.views import needs, people, profile

app_name = "researchers"
urlpatterns = [
    path("people", people.person_list, name="people"),
    path("people/<uuid:pk>", people.person_detail, name="person"),
    path("account/needs", needs.needs_edit, name="needs"),
    path("access-needs", needs.needs_list, name="needs-list"),
    path("me", profile.profile_edit, name="profile"),
]
