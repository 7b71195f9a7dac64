"""What people ask of accounts, one module a concern."""

from accounts.services.invitations import accept, invite, join, send_again, take_back
from accounts.services.mails import settle_mail
from accounts.services.organisations import set_domains
from accounts.services.people import add_account
from accounts.services.sign_ups import ask, become, belongs
from accounts.services.waiting import confirm, refuse

__all__ = [
    "accept",
    "add_account",
    "ask",
    "become",
    "belongs",
    "confirm",
    "invite",
    "join",
    "refuse",
    "send_again",
    "set_domains",
    "settle_mail",
    "take_back",
]
