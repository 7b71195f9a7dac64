from django.urls import path

from accounts.views import access_log, invitations, mails, organisations, sign_in, sign_ups

app_name = "accounts"
urlpatterns = [
    path("", sign_in.SignInView.as_view(), name="sign-in"),
    path("sign-out", sign_in.SignOutView.as_view(), name="sign-out"),
    path("sign-up", sign_ups.sign_up, name="sign-up"),
    path("sign-up/sent", sign_ups.sent, name="sign-up-sent"),
    path("s/<str:signed>", sign_ups.link, name="sign-up-link"),
    path("i/<str:signed>", invitations.answer, name="invitation"),
    path("invitations/<uuid:pk>/send-again", invitations.send_again, name="invitation-send-again"),
    path("invitations/<uuid:pk>/take-back", invitations.take_back, name="invitation-take-back"),
    path("organisations", organisations.organisation_list, name="organisations"),
    path("organisations/waiting", organisations.waiting, name="waiting"),
    path("organisations/<slug:slug>/addresses", organisations.addresses, name="addresses"),
    path("organisations/<slug:slug>/invite", invitations.invite, name="invite"),
    path(
        "organisations/<slug:slug>/waiting/<uuid:pk>/confirm", organisations.confirm, name="confirm"
    ),
    path("organisations/<slug:slug>/waiting/<uuid:pk>/refuse", organisations.refuse, name="refuse"),
    path("mails", mails.mail_list, name="mails"),
    path("mails/<uuid:pk>/settle", mails.settle, name="mail-settle"),
    path("access-log", access_log.access_log, name="access-log"),
]
