from django.urls import path

from researchers.views import people, profile

app_name = "researchers"
urlpatterns = [
    path("people", people.person_list, name="people"),
    path("people/<uuid:pk>", people.person_detail, name="person"),
    path("me", profile.profile_edit, name="profile"),
]
