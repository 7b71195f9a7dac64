import pytest
from django.http import HttpResponse

from pages.headers import PrivatePagesMiddleware
from tests.factories import PASSWORD, UserFactory


def answer(request, *, signs_in=False):
    def view(request):
        response = HttpResponse("x")
        if signs_in:
            response.set_cookie("sessionid", "new")
        return response

    return PrivatePagesMiddleware(view)(request)


@pytest.mark.parametrize(
    ("cookie", "signs_in", "is_private"),
    [("abc", False, True), (None, True, True), (None, False, False)],
)
def test_what_a_signed_in_person_sees_is_not_kept(rf, cookie, signs_in, is_private):
    request = rf.get("/")
    if cookie:
        request.COOKIES["sessionid"] = cookie
    stored = answer(request, signs_in=signs_in).headers.get("Cache-Control", "")
    assert ("no-store" in stored) == is_private


@pytest.mark.django_db
def test_the_answer_that_signs_somebody_in_is_not_kept(client):
    sign_in = {"username": UserFactory().email, "password": PASSWORD}
    response = client.post("/", sign_in)
    assert "sessionid" in response.cookies
    assert "no-store" in response["Cache-Control"]


def test_powers_of_the_device_are_switched_off(rf):
    response = answer(rf.get("/"))
    assert "camera=()" in response.headers["Permissions-Policy"]
    assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"
