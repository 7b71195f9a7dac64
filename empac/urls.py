"""Every address of the product."""

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.generic import TemplateView

from empac import health


def page(template: str) -> object:
    """A page of plain words that anybody may read."""
    path = template if "/" in template else f"empac/{template}"
    return login_not_required(TemplateView.as_view(template_name=f"{path}.html"))


urlpatterns = [
    path("", include("accounts.urls")),
    path("", include("clearances.urls")),
    path("", include("matching.urls")),
    path("", include("priorities.urls")),
    path("", include("privacy.urls")),
    path("", include("researchers.urls")),
    path("livez", health.livez),
    path("readyz", health.readyz),
    path("healthz/worker", health.worker),
    path("how-matching-works", page("how_matching_works"), name="how-matching-works"),
    path("accessibility", page("accessibility"), name="accessibility"),
    path("privacy", page("privacy"), name="privacy"),
    path("security", page("security"), name="security"),
    path("left", page("privacy/left"), name="left"),
]
