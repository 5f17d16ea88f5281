"""The pages: no inline script or style, Vietnamese, days as dd/mm/yyyy, searches without marks, few queries."""

import re
from typing import Any, Final

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.administration.given import browser
from workflow.admin import site
from workflow.directory.models import Organisation, Person
from workflow.management.demo.cast import Cast

_inline: Final = re.compile(rb"<style\b|\sstyle=|\son[a-z]+=\"|<script(?![^>]*\bsrc=)|javascript:", re.IGNORECASE)
MODELS: Final = sorted(model._meta.model_name or "" for model in site.lists)


def _pages(name: str) -> list[str]:
    """The list, the form of a new row and the page of the first, as far as they are there."""
    model = next(one for one in site.lists if one._meta.model_name == name)
    row = model.objects.order_by("pk").first()  # type: ignore[attr-defined]  # every model here has it
    base = f"admin:workflow_{name}"
    pages = [reverse(f"{base}_changelist"), reverse(f"{base}_changelist") + "?q=an", reverse(f"{base}_add")]
    return pages + ([reverse(f"{base}_change", args=[row.pk])] if row else [])


@pytest.mark.parametrize("name", MODELS)
def test_a_page_opens_without_inline_script_or_style(cast: Cast, name: str) -> None:
    client = browser(cast, language="vi")
    for page in _pages(name):
        answer = client.get(page, follow=True)
        assert answer.status_code == 200 or (answer.status_code == 403 and page.endswith("/add/")), page
        assert _inline.findall(answer.content) == [], page
        assert b'lang="vi"' in answer.content


def test_days_are_typed_as_they_are_written(cast: Cast) -> None:
    body = Organisation.objects.get(code="so-nnmt")
    page = browser(cast, language="vi").get(reverse("admin:workflow_organisation_change", args=[body.pk]))
    assert body.valid_from.strftime("%d/%m/%Y") in page.content.decode()


@pytest.mark.parametrize(
    ("model", "asked", "found"),
    [
        ("person", "nguyen van an", "Nguyễn Văn An"),
        ("organisation", "nong nghiep va moi truong", "Sở Nông nghiệp và Môi trường"),
    ],
)
def test_a_search_needs_no_marks(cast: Cast, model: str, asked: str, found: str) -> None:
    page = browser(cast).get(reverse(f"admin:workflow_{model}_changelist"), {"q": asked})
    assert found in page.content.decode()
    told = {"app_label": "workflow", "model_name": "appointment", "field_name": model, "term": asked}
    rows: Any = browser(cast).get(reverse("admin:autocomplete"), told).json()["results"]
    assert any(found in row["text"] for row in rows)


def test_a_list_asks_as_much_for_many_rows_as_for_few(cast: Cast) -> None:
    client = browser(cast)
    page = reverse("admin:workflow_person_changelist")
    client.get(page)
    counts = []
    for many in (10, 1_000):
        have = Person.objects.count()
        new = [Person(code=f"many-{have + one}", full_name=f"Người {one}") for one in range(many)]
        Person.objects.bulk_create(new)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(page)
        counts.append(len(asked))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("name", MODELS)
def test_no_list_asks_a_query_for_each_row(cast: Cast, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page of one row asks as much as a page of a thousand, as far as the demo province has them."""
    client, page = browser(cast), reverse(f"admin:workflow_{name}_changelist")
    listed = next(one for model, one in site._registry.items() if model._meta.model_name == name)  # noqa: SLF001 -- Django's own list of what is registered
    client.get(page)
    counts = []
    for number in (1, 1_000):
        monkeypatch.setattr(listed, "list_per_page", number)
        with CaptureQueriesContext(connection) as asked:
            client.get(page)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 16, [one["sql"][:120] for one in asked]
