"""List pages: one queryset as a page, an htmx fragment or a CSV, with one filter on all three."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.core.paginator import Page, Paginator
from django.db.models import Count, Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django_htmx.http import HttpResponseClientRedirect

from pages.csv_files import csv_response
from pages.signals import rows_shown
from pages.wording import PlainWords


class FilterForm(PlainWords, forms.Form):
    """A GET form that narrows a list. No field is needed; write `conditions` in the subclass."""

    mark_optional = False  # in a filter nothing is needed, so saying so at each field is noise
    small_controls = True
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = False

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Return the rows for which every filter that is set holds; called when the form is valid.

        Several values of one filter are alternatives.
        """
        return rows.filter(*self.conditions().values())

    def conditions(self) -> dict[str, Q]:
        """What each filter that is set asks of a row, by the name of its field."""
        raise NotImplementedError

    @property
    def is_used(self) -> bool:
        """True when any filter is set to something."""
        return self.is_valid() and any(self.cleaned_data.values())


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a list's CSV: its heading, and what it holds of a row."""

    heading: str
    value: Callable[[Any], object]


@dataclass(frozen=True, slots=True)
class Kept:
    """One filter that is set, and how many of all rows it alone would keep back."""

    label: str
    hidden: int
    total: int


@dataclass
class Listing:
    """The rows a person may see, narrowed by a filter form: a page of them, or all as CSV.

    `noun` is (one, many) for the count sentence; `filename` has no ending. Templates are given
    this object as `listing` and the filter form as `form`, so that its errors are summed up.
    """

    request: HttpRequest
    rows: QuerySet[Any]
    columns: Sequence[Column]
    filename: str
    noun: tuple[str, str] = ("row", "rows")
    filter_form: FilterForm | None = None
    per_page: int = 25
    # Turns rows of the database into what columns and templates are given, a page at a time.
    present: Callable[[Iterable[Any]], Sequence[Any]] = list
    # For who keeps a log of readings: what the rows belong to, and what seeing them counts as.
    about: Model | None = None
    facet: str = ""
    # The marking of one row, for lists whose rows bear one: the page and the file bear the highest.
    marking_of: Callable[[Any], Any] | None = None

    @property
    def is_filtered(self) -> bool:
        return self.filter_form is not None and self.filter_form.is_used

    @cached_property
    def filtered(self) -> QuerySet[Any]:
        if self.filter_form is None or not self.filter_form.is_used:
            return self.rows
        return self.filter_form.narrow(self.rows)

    @cached_property
    def page(self) -> Page[Any]:
        """The asked-for page; a page number out of range gives the nearest there is."""
        return Paginator(self.filtered, self.per_page).get_page(self.request.GET.get("page"))

    @cached_property
    def shown(self) -> Sequence[Any]:
        """The rows of this page as the template gets them."""
        return self.present(self.page.object_list)

    @cached_property
    def hidden(self) -> int:
        """How many rows the filters keep back."""
        total = self.kept_back[0].total if self.kept_back else self.page.paginator.count
        return total - self.page.paginator.count

    @cached_property
    def kept_back(self) -> list[Kept]:
        """What each filter in use would hide by itself; all of them in one query."""
        form = self.filter_form
        if form is None or not form.is_used:
            return []
        conditions = form.conditions()
        # Those that stay are counted: of what is neither true nor false a filter keeps nothing.
        stay = {f"stay_{name}": Count("pk", filter=asks) for name, asks in conditions.items()}
        counts = self.rows.order_by().aggregate(total=Count("pk"), **stay)
        total = counts["total"]
        return [
            Kept(str(form.fields[name].label), total - counts[f"stay_{name}"], total)
            for name in conditions
        ]

    @property
    def sentence(self) -> str:
        """The count in words: "12 people, 30 more hidden by filters"."""
        count = self.page.paginator.count
        said = f"{count:,} {self.noun[count != 1]}"
        return f"{said}, {self.hidden:,} more hidden by filters" if self.is_filtered else said

    @property
    def page_numbers(self) -> list[int | str]:
        """Page numbers for the pagination, with "…" where some are left out."""
        return list(self.page.paginator.get_elided_page_range(self.page.number, on_ends=1))

    def marking(self, rows: Iterable[Any]) -> str:
        """The highest marking of some rows in words; empty for a list without markings."""
        found = [self.marking_of(row) for row in rows] if self.marking_of else []
        return str(max(found).label) if found else ""

    def respond(
        self,
        template: str,
        context: dict[str, Any] | None = None,
        *,
        fragment: str,
    ) -> HttpResponse:
        """Answer with CSV for `?format=csv`, the bare fragment for htmx, else the whole page.

        The fragment extends pages/_list.html; the page shows it inside. A wrong filter is explained
        on the page in every case, so that nobody takes all rows for some.
        """
        is_wrong = self.filter_form is not None and bool(self.filter_form.errors)
        if self.request.GET.get("format") == "csv" and not is_wrong:
            return self._as_csv()
        wants_fragment = bool(getattr(self.request, "htmx", False))
        if wants_fragment and is_wrong:
            # A wrong filter is explained beside its field, which the fragment does not hold.
            return HttpResponseClientRedirect(self.request.get_full_path())
        rows_shown.send(type(self), listing=self, rows=len(self.shown), as_csv=False)
        own = {"listing": self, "fragment": fragment, "form": self.filter_form}
        own |= {"marking": self.marking(self.shown)}
        page = fragment if wants_fragment else template
        response = render(self.request, page, own | (context or {}))
        patch_vary_headers(response, ["HX-Request"])
        return response

    def _as_csv(self) -> HttpResponse:
        values = [column.value for column in self.columns]
        headings = [column.heading for column in self.columns]
        rows = self.present(self.filtered)
        rows_shown.send(type(self), listing=self, rows=len(rows), as_csv=True)
        cells = ([value(row) for value in values] for row in rows)
        marking = self.marking(rows).replace(" ", "-")
        return csv_response("-".join(filter(None, [marking, self.filename])), headings, cells)
