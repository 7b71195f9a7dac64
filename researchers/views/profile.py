"""Pages on which a person says what they know."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from accounts.access import SignedInRequest, requires
from accounts.permissions import Permission
from pages.answers import form_page
from researchers import services
from researchers.forms.profile import ProfileForm


@requires(Permission.PROFILE_EDIT)
def profile_edit(request: SignedInRequest) -> HttpResponse:
    """A researcher corrects what the register says of them."""
    person = services.own_profile(request.user)
    form = ProfileForm(request.POST or None, instance=person)
    if form.is_valid():
        services.save_profile(researcher=form.save(commit=False), by=request.user)
        messages.success(request, "Your profile is saved.")
        return redirect("researchers:person", person.pk)
    context = {"form": form, "person": person}
    return form_page(request, "researchers/profile_edit.html", context)
