from django.urls import path

from researchers import views

app_name = "researchers"
urlpatterns = [
    path("people", views.person_list, name="people"),
    path("people/<uuid:pk>", views.person_detail, name="person"),
    path("me", views.profile_edit, name="profile"),
]
