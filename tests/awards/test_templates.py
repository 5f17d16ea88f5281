"""The wording of a document is dated data of a regime: tried before it is kept, and never changed."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from workflow.awards.models import Confidence, LegalRegime
from workflow.awards.templates import LONGEST, DocumentTemplate, wording_for
from workflow.documents.catalogue import WORDED, Document
from workflow.documents.wording import shipped

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 5)
RECEIPT = Document.RECEIPT


@pytest.fixture
def regime() -> LegalRegime:
    return LegalRegime.objects.create(code="OLD", name="Luật cũ (minh họa)", confidence=Confidence.SEED)


def kept(text: str, **changes: Any) -> DocumentTemplate:
    """A wording of the receipt for all regimes, saved."""
    given = {"document": RECEIPT.value, "valid_from": DAY, "confidence": Confidence.DESIGN, **changes}
    return DocumentTemplate.objects.create(text=text, **given)


def refused(text: str) -> str:
    """Why a text is not kept."""
    with pytest.raises(ValidationError) as told:
        kept(text)
    assert not DocumentTemplate.objects.exists()
    (said,) = told.value.message_dict["text"]
    return said


@pytest.mark.parametrize("document", WORDED)
def test_without_a_row_every_document_has_the_shipped_wording(document: Document) -> None:
    assert wording_for(document, None, DAY) == shipped(document)


def test_a_wording_of_a_regime_is_used_for_this_regime_alone(regime: LegalRegime) -> None:
    other = LegalRegime.objects.create(code="NEW", name="Luật mới (minh họa)", confidence=Confidence.SEED)
    kept("Theo luật cũ.", regime=regime)
    assert wording_for(RECEIPT, regime.pk, DAY).text == "Theo luật cũ.\n"
    assert wording_for(RECEIPT, other.pk, DAY) == shipped(RECEIPT)
    assert wording_for(RECEIPT, None, DAY) == shipped(RECEIPT)
    assert wording_for(Document.DECISION, regime.pk, DAY) == shipped(Document.DECISION)
    for_all = kept("Cho mọi luật.")
    assert wording_for(RECEIPT, other.pk, DAY) == for_all.wording
    assert wording_for(RECEIPT, None, DAY) == for_all.wording
    assert wording_for(RECEIPT, regime.pk, DAY).text == "Theo luật cũ.\n"


def test_the_version_in_force_on_the_day_is_used(regime: LegalRegime) -> None:
    kept("Bản một.", regime=regime, valid_until=DAY + timedelta(days=9))
    kept("Bản hai.", regime=regime, valid_from=DAY + timedelta(days=5))
    days = [-1, 0, 4, 5, 9, 10]
    texts = [wording_for(RECEIPT, regime.pk, DAY + timedelta(days=one)).text for one in days]
    first = shipped(RECEIPT).text
    assert texts == [first, "Bản một.\n", "Bản một.\n", "Bản hai.\n", "Bản hai.\n", "Bản hai.\n"]


def test_a_version_that_was_kept_stays_as_it_is_and_may_be_given_its_end(regime: LegalRegime) -> None:
    row = kept("Bản một.")
    for name, value in (("text", "Bản khác."), ("valid_from", DAY + timedelta(days=1)), ("regime", regime)):
        changed = DocumentTemplate.objects.get(pk=row.pk)
        setattr(changed, name, value)
        with pytest.raises(ValidationError):
            changed.save()
    row.valid_until = DAY
    row.save()
    again = DocumentTemplate.objects.get(pk=row.pk)
    assert (again.text, again.valid_from, again.regime, again.valid_until) == ("Bản một.\n", DAY, None, DAY)
    assert again.sha256 == row.wording.sha256


def test_one_statement_finds_the_wording(regime: LegalRegime, django_assert_num_queries: Any) -> None:
    kept("Bản một.")
    with django_assert_num_queries(1):
        wording_for(RECEIPT, regime.pk, DAY)


# What is refused ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("{{ paper.__class__ }}", "__class__"),
        ("{{ ''.__class__.__mro__ }}", "__class__"),
        ("{{ paper['__class__'] }}", "__class__"),
        ("{{ paper | attr('__class__') }}", "attr"),
        ("{{ paper.items }}", "items"),
        ("{{ range(10**9) }}", "Call"),
        ("{{ paper.get('number') }}", "Call"),
        ("{{ 10 ** 9 }}", "Pow"),
        ("{{ 'x' * 1000000000 }}", "Mul"),
        ("{% for x in 'ab' recursive %}{{ loop(x) }}{% endfor %}", "recursive"),
        ("{% import 'x.md' as x %}", "Import"),
        ("{% from 'x.md' import y %}", "FromImport"),
        ("{% include '/etc/passwd' %}", "Include"),
        ("{% extends 'x.md' %}", "Extends"),
        ("{% block x %}{% endblock %}", "Block"),
        ("{% macro x() %}{% endmacro %}", "Macro"),
        ("{% set x = paper %}", "Assign"),
        ("{% set x %}a{% endset %}", "AssignBlock"),
        ("{% filter upper %}a{% endfilter %}", "FilterBlock"),
        ("{{ 'x' | pprint }}", "pprint"),
        ("{{ paper | map(attribute='x') | join }}", "map"),
        ("{{ paper is defined }}", "Test"),
        ("{{ self }}", "self"),
        ("{{ nobody }}", "nobody"),
        ("{{ paper.nobody }}", "nobody"),
        ("{% if false %}{{ nobody }}{% endif %}", "nobody"),
        ("{% if false %}{{ paper.nobody.at_all }}{% endif %}", "nobody"),
        ("{% for one in paper.sign %}{{ one.nobody }}{% endfor %}", "nobody"),
        ("{% for one in paper.sign %}{{ loop.nextitem }}{% endfor %}", "nextitem"),
        ("[[nobody]]", "nobody"),
        ("[[ nobody ]] {{ paper", ""),
        ("{% if %}", ""),
        ("{% for x in %}{% endfor %}", ""),
        ("{{ paper }}", ""),
        ("{{ paper.sign }}", ""),
        ("\ue0000\ue001", ""),
    ],
)
def test_a_wording_that_does_more_than_say_data_is_refused_by_its_line(line: str, what: str) -> None:
    said = refused(f"# Phiếu\n\n{line}\n")
    assert "3" in said.split(":")[0]
    assert what in said


def test_a_wording_of_endless_loops_ends_and_is_refused() -> None:
    loops = "".join(f"{{% for a{one} in 'ab{'c' * 40}' %}}" for one in range(12))
    refused(f"{loops}x{'{% endfor %}' * 12}")


def test_a_wording_that_is_longer_than_any_is_refused() -> None:
    refused("x" * (LONGEST + 1))


@pytest.mark.parametrize(
    "text", ["# H\n\n{{ paper.number }}: #panic() $x$ `raw` <b>bold</b> ![x](y) #let x = 1", '- - -\n\n#eval("1")']
)
def test_what_another_language_would_do_is_text_here(text: str) -> None:
    assert kept(text).pk
