from django.urls import path

from accounts import views

app_name = "accounts"
urlpatterns = [
    path("", views.SignInView.as_view(), name="sign-in"),
    path("organisations", views.organisation_list, name="organisations"),
    path("sign-out", views.SignOutView.as_view(), name="sign-out"),
    path("access-log", views.access_log, name="access-log"),
]
