from django.urls import path

from privacy import views

app_name = "privacy"
urlpatterns = [
    path("account/data", views.data, name="data"),
    path("account/data.zip", views.data_file, name="data-file"),
    path("account/leave", views.leave, name="leave"),
]
