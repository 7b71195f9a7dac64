"""How a browser writes a question: the pages of a draft, and what is sent to them."""

from django.urls import reverse


def step(draft, name):
    return reverse("priorities:draft-step", args=[draft.pk, name])


def check(draft):
    return reverse("priorities:draft-check", args=[draft.pk])


def save(client, draft, name, **answers):
    """Send a step from a page that was just opened."""
    page = client.get(step(draft, name))
    return client.post(step(draft, name), answers | {"seen": page.context["seen"]})


def send(client, draft):
    """Send the draft from a page that was just opened."""
    return client.post(check(draft), {"seen": client.get(check(draft)).context["seen"]})
