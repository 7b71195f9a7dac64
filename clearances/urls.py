from django.urls import path

from clearances import views

app_name = "clearances"
urlpatterns = [
    path("account", views.account, name="account"),
    path("clearances", views.person_list, name="people"),
    path("clearances/people/<uuid:pk>", views.person_detail, name="person"),
    path("clearances/people/<uuid:pk>/record", views.clearance_record, name="record"),
    path("clearances/<uuid:pk>/revoke", views.clearance_revoke, name="revoke"),
    path("clearances/ceilings", views.ceiling_list, name="ceilings"),
    path("clearances/ceilings/<slug:scheme>/propose", views.ceiling_propose, name="propose"),
    path("clearances/ceilings/<uuid:pk>/confirm", views.ceiling_confirm, name="confirm"),
    path("clearances/ceilings/<uuid:pk>/drop", views.ceiling_drop, name="drop"),
]
