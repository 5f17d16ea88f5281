"""Wordings are kept by an administrator: from what a document says today, tried, shown, and told in the record."""

from datetime import date

import pytest
from django.urls import reverse

from tests.administration.given import browser
from tests.documents.reading import opened
from workflow.audit.models import Entry
from workflow.awards.models import Confidence
from workflow.awards.templates import DocumentTemplate
from workflow.documents.catalogue import WORDED, Document
from workflow.documents.wording import shipped
from workflow.management.demo.cast import Cast

LIST, ADD = "admin:workflow_documenttemplate_changelist", "admin:workflow_documenttemplate_add"


def typed(text: str, **changes: str) -> dict[str, str]:
    """The form of a new wording, filled in."""
    given = {
        "document": "receipt",
        "regime": "",
        "valid_from": "05/11/2026",
        "valid_until": "",
        "reference": "",
        "note": "",
    }
    return {**given, "text": text, "confidence": Confidence.DESIGN.value, "basis": "QĐ 1/2026", **changes}


def kept() -> DocumentTemplate:
    """A wording of the receipt."""
    text, confidence = "Đã nhận của {{ from_unit }}.", Confidence.DESIGN
    return DocumentTemplate.objects.create(
        document="receipt", text=text, valid_from=date(2026, 11, 5), confidence=confidence
    )


def test_the_list_leads_to_a_new_wording_of_every_document(cast: Cast) -> None:
    page = browser(cast).get(reverse(LIST)).content.decode()
    for one in WORDED:
        assert f"?document={one.value}" in page


def test_a_new_wording_begins_with_what_the_document_says_today(cast: Cast) -> None:
    form = browser(cast).get(reverse(ADD), {"document": "receipt"}).context["adminform"].form
    assert form["text"].value() == shipped(Document.RECEIPT).text
    assert "from_unit" in str(form.fields["text"].help_text)
    assert "[[papers]]" in str(form.fields["text"].help_text)
    row = kept()
    copied = browser(cast).get(reverse(ADD), {"of": row.pk}).context["adminform"].form
    assert copied["text"].value() == row.text


def test_a_wording_is_kept_with_its_basis_and_told_in_the_record(cast: Cast) -> None:
    before = Entry.objects.count()
    answer = browser(cast).post(reverse(ADD), typed("Đã nhận của {{ from_unit }}."))
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    row = DocumentTemplate.objects.get()
    assert (row.text, row.valid_from) == ("Đã nhận của {{ from_unit }}.\n", date(2026, 11, 5))
    assert Entry.objects.count() == before + 1


def test_a_wording_that_tries_code_is_refused_by_its_line_and_nothing_typed_is_lost(cast: Cast) -> None:
    text = "Đã nhận.\n\n{{ paper.__class__.__mro__ }}"
    before = Entry.objects.count()
    answer = browser(cast).post(reverse(ADD), typed(text))
    form = answer.context["adminform"].form
    assert answer.status_code == 200
    assert list(form.errors) == ["text"]
    assert "3" in form.errors["text"][0]
    assert "__class__" in form.errors["text"][0]
    assert form["text"].value() == text
    assert not DocumentTemplate.objects.exists()
    assert Entry.objects.count() == before


def test_a_version_that_was_kept_shows_its_text_and_takes_an_end_only(cast: Cast) -> None:
    row = kept()
    client, path = browser(cast), reverse("admin:workflow_documenttemplate_change", args=[row.pk])
    form = client.get(path).context["adminform"].form
    assert not {"text", "document", "regime", "valid_from"} & form.fields.keys()
    sent = {"valid_until": "31/12/2026", "confidence": row.confidence, "text": "x", "note": "", "basis": "QĐ 2/2026"}
    assert client.post(path, sent).status_code == 302
    row.refresh_from_db()
    assert (row.text, row.valid_until) == ("Đã nhận của {{ from_unit }}.\n", date(2026, 12, 31))


@pytest.mark.parametrize(("form", "kind"), [("pdf", "application/pdf"), ("docx", "officedocument")])
def test_a_version_is_shown_with_invented_facts_in_both_forms(cast: Cast, form: str, kind: str) -> None:
    row = kept()
    answer = browser(cast).get(reverse("admin:workflow_documenttemplate_sample", args=[row.pk, form]))
    assert kind in answer["Content-Type"]
    assert f'filename="receipt.{form}"' in answer["Content-Disposition"]
    if form == "pdf":
        assert "Đã nhận của Sở Giáo dục và Đào tạo." in opened(answer.content).text


@pytest.mark.parametrize("name", ["tdkt-head", "chairman"])
def test_nobody_else_finds_the_wordings(cast: Cast, name: str) -> None:
    row = kept()
    client = browser(cast, name)
    for path in (reverse(LIST), reverse(ADD), reverse("admin:workflow_documenttemplate_sample", args=[row.pk, "pdf"])):
        assert client.get(path).status_code == 404
