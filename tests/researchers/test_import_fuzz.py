"""Files gone wrong, through page, child and database: each is taken whole, or not at all."""

import os
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from researchers.models import Import, Output
from researchers.reading import table
from researchers.services import imports
from researchers.services.previews import preview

# Each begins a child, so fewer than the readers bear by themselves.
CASES = max(int(os.environ.get("FUZZ_CASES", "2000")) // 200, 1)
FILES = sorted((Path(__file__).parent / "files").iterdir())
NEW = reverse("researchers:import-new")


@st.composite
def spoilt(draw):
    raw = draw(st.sampled_from(FILES)).read_bytes()
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, len(raw)))
        end = min(len(raw), start + draw(st.sampled_from([0, 1, 40, 400])))
        raw = raw[:start] + draw(st.binary(max_size=4)) + raw[start:end] * 2 + raw[end:]
    return raw


@pytest.mark.slow
@pytest.mark.django_db
@settings(max_examples=CASES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(raw=spoilt(), ticks_all=st.booleans())
def test_a_spoilt_file_is_saved_whole_or_not_at_all(academic_client, academic, raw, ticks_all):
    Output.objects.all().delete()
    Import.objects.all().delete()

    sent = academic_client.post(NEW, {"file": SimpleUploadedFile("a.txt", raw)})

    assert sent.status_code in (302, 422)
    assert not Output.objects.exists()
    if sent.status_code == 422:
        assert not Import.objects.exists()
        return
    found = Import.objects.get()
    if imports.needs_columns(found):
        columns = table.guessed(imports.table_of(found).headings)
        found = imports.name_columns(found=found, columns=columns, by=academic)
    assert academic_client.get(reverse("researchers:import", args=[found.pk])).status_code == 200
    if ticks_all:
        ticks = {row.number: True for row in preview(found).rows if row.may_be_ticked}
        imports.choose(found=found, ticks=ticks, kinds={}, by=academic)
        found.refresh_from_db()
    ticked = preview(found).ticked
    try:
        imports.save(found=found, by=academic)
    except ValidationError:
        assert not Output.objects.exists()
    else:
        assert Output.objects.count() == ticked
        imports.undo(found=found, by=academic)
        assert not Output.objects.exists()
