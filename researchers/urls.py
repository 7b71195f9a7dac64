from django.urls import path

from researchers.views import interests, people, profile

app_name = "researchers"
urlpatterns = [
    path("people", people.person_list, name="people"),
    path("people/<uuid:pk>", people.person_detail, name="person"),
    path("me", profile.profile_edit, name="profile"),
    path("me/interests", interests.interest_list, name="interests"),
    path("me/interests/<uuid:pk>/remove", interests.interest_remove, name="interest-remove"),
]
