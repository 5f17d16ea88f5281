"""The shipped awards: the campaign with its documents, forms, authorities, criteria, regimes and prizes."""

import json
import unicodedata
from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import Any, Final

import pytest
from django.apps import apps
from django.conf import settings
from django.core import serializers
from django.db import IntegrityError, transaction

from workflow.awards.models import (
    AwardAuthority,
    Campaign,
    CampaignDocument,
    Citation,
    Confidence,
    Criterion,
    LegalRegime,
    QuotaDocument,
    Round,
    StandingBodies,
)
from workflow.awards.prizes import BaseSalary, PrizeRate
from workflow.directory.models import OrganisationType, Succession
from workflow.management.shipped import DEMO, SHIPPED, load_demo, load_shipped

FILES: Final = sorted((settings.BASE_DIR / "fixtures").glob("**/*.json"))
may_be_shown: Final = {Confidence.SEED, Confidence.CONFIRMED}
code_groups: Final = {
    "LAW": ["LAW-00"],
    "GENERAL": [f"GEN-0{n}" for n in range(1, 4)],
    "SPECIFIC": [*(f"COL-0{n}" for n in range(1, 8)), *(f"LDR-0{n}" for n in range(1, 9))]
    + [f"IND-0{n}" for n in range(1, 8)],
    "AD_HOC": ["ADH-01", "ADH-02"],
}


def _entries(path: Path) -> list[dict[str, Any]]:
    return json.loads(path.read_text("utf-8"))  # type: ignore[no-any-return]


def _tables() -> list[Any]:
    return [apps.get_model(name) for name in sorted({entry["model"] for path in FILES for entry in _entries(path)})]


def _rows() -> dict[str, str]:
    """Every row of every shipped table, with its key in the database."""
    return {
        model.__name__: serializers.serialize("json", model.objects.order_by("pk"), use_natural_foreign_keys=True)
        for model in _tables()
    }


@pytest.mark.usefixtures("db")
def test_loading_twice_gives_the_same_rows() -> None:
    load_shipped()
    load_demo()
    once = _rows()
    load_shipped()
    load_demo()
    assert _rows() == once
    counted = {model.__name__: model.objects.count() for model in _tables()}
    in_files: dict[str, int] = defaultdict(int)
    for path in FILES:
        for entry in _entries(path):
            in_files[apps.get_model(entry["model"]).__name__] += 1
    assert counted == in_files


@pytest.mark.usefixtures("shipped")
def test_every_row_fits_its_fields_and_choices() -> None:
    """Loading asks neither for lengths nor for choices."""
    load_demo()
    for table in _tables():
        for row in table.objects.all():
            row.clean_fields()
            row.validate_constraints()


@pytest.mark.usefixtures("shipped")
def test_loading_again_sets_a_shipped_row_back_and_keeps_the_rows_of_the_province() -> None:
    Criterion.objects.filter(code="GEN-01").update(text="?")
    own = OrganisationType.objects.create(code="OWN", name="Loại hình riêng", name_en="Own type")
    load_shipped()
    assert Criterion.objects.get(code="GEN-01").text.startswith("Gương mẫu chấp hành")
    assert OrganisationType.objects.get(pk=own.pk).name == "Loại hình riêng"


def test_every_fixture_is_loaded_and_names_no_row_by_its_key_in_a_database() -> None:
    names = [path.relative_to(settings.BASE_DIR / "fixtures").with_suffix("").as_posix() for path in FILES]
    assert sorted(names) == sorted([*SHIPPED, *DEMO])
    assert [path.name for path in FILES if any("pk" in entry for entry in _entries(path))] == []
    texts = {path.name: path.read_text("utf-8") for path in FILES}
    assert [name for name, text in texts.items() if not unicodedata.is_normalized("NFC", text)] == []


def test_every_natural_key_is_unique_in_the_database() -> None:
    for model in _tables():
        if not hasattr(model, "KEY"):
            continue
        key = {path.split("__")[0] for path in model.KEY}
        unique = [set(rule.fields) for rule in model._meta.total_unique_constraints]
        unique += [{field.name} for field in model._meta.concrete_fields if field.unique]
        assert any(fields <= key for fields in unique), model


@pytest.mark.usefixtures("shipped")
@pytest.mark.parametrize(("table", "part"), [(AwardAuthority, "organisation"), (Succession, "new")])
def test_a_natural_key_with_an_empty_part_is_unique_too(table: Any, part: str) -> None:
    row = table.objects.filter(**{part: None}).values().first()
    del row["id"]
    with transaction.atomic(), pytest.raises(IntegrityError):
        table.objects.create(**row)


@pytest.mark.usefixtures("shipped")
def test_seed_01_to_08_governing_documents_are_those_of_the_plan() -> None:
    documents = CampaignDocument.objects.filter(campaign__code="CT34").values_list("seed", "number", "issued_on")
    assert list(documents) == [
        ("SEED-01", "959/QĐ-UBND", date(2024, 6, 4)),
        ("SEED-02", "34-CT/TU", date(2024, 4, 20)),
        ("SEED-03", "117-KH/TU", date(2024, 4, 24)),
        ("SEED-04", "3342/UBND-KH1", date(2024, 4, 26)),
        ("SEED-05", "90/2020/NĐ-CP", date(2020, 8, 13)),
        ("SEED-06", "21-KL/TW", date(2021, 10, 25)),
        ("SEED-07", "", None),
        ("SEED-08", "", None),
    ]
    campaign = Campaign.objects.get(code="CT34")
    assert (campaign.starts_in, campaign.launched_by.code, campaign.counts_for_merit) == (2024, "ubnd-tinh", False)


@pytest.mark.usefixtures("shipped")
def test_seed_21_to_25_one_body_may_give_several_forms_and_one_form_has_many_bodies() -> None:
    by_type: dict[str, set[str]] = defaultdict(set)
    by_form: dict[str, set[str]] = defaultdict(set)
    seeds: set[str] = set()
    for row in AwardAuthority.objects.select_related("award_form", "organisation", "organisation_type"):
        body = row.organisation.code if row.organisation else row.organisation_type.code  # type: ignore[union-attr]
        by_type[body].add(row.award_form.code)
        by_form[row.award_form.code].add(body)
        seeds.add(row.seed)
    assert by_type["SOCIO_POLITICAL"] == {"BK_CTXH", "GK"}
    assert by_form["BK_CT_UBND_TINH"] == {"ubnd-tinh"}
    assert by_form["GK"] >= {"DEPARTMENT", "SOCIO_POLITICAL", "DISTRICT", "COMMUNE", "ENTERPRISE", "COOPERATIVE"}
    assert seeds == {"SEED-21", "SEED-22", "SEED-23", "SEED-24", "SEED-25"}


@pytest.mark.usefixtures("shipped")
def test_seed_24_a_district_awards_until_30_june_2025() -> None:
    row = AwardAuthority.objects.get(organisation_type__code="DISTRICT")
    assert (row.valid_from, row.valid_until) == (date(2024, 6, 4), date(2025, 6, 30))


@pytest.mark.usefixtures("shipped")
def test_seed_30_the_criteria_are_exactly_those_of_the_plan() -> None:
    found: dict[str, list[str]] = defaultdict(list)
    for criterion in Criterion.objects.filter(campaign__code="CT34"):
        found[criterion.group].append(criterion.code)
        assert criterion.text
        assert criterion.text_en
        assert criterion.seed_section
    assert found == code_groups
    assert [c.code for c in Criterion.objects.filter(may_not_apply=True)] == ["LDR-07"]
    assert [c.code for c in Criterion.objects.filter(asks_document=True)] == ["GEN-02", "COL-07"]


@pytest.mark.usefixtures("shipped")
def test_seed_36_the_dates_of_the_reviews_come_later() -> None:
    ships = Round.objects.exclude(code__startswith="DEMO-")
    reviews = ships.filter(occasion__in=["INTERIM", "FINAL"]).values_list("code", "opens_on", "closes_on")
    assert sorted(reviews) == [("CT34-FINAL", None, None), ("CT34-INTERIM", None, None)]
    assert [r.code for r in Round.objects.all().open_on(date(2026, 1, 5)) if r in ships] == ["CT34-AD-HOC"]


@pytest.mark.usefixtures("shipped")
def test_seed_31_no_quota_ships() -> None:
    assert not QuotaDocument.objects.exists()


@pytest.mark.usefixtures("shipped")
def test_seed_10_the_provincial_office_and_council_stand_around_the_provincial_committee() -> None:
    bodies = StandingBodies.objects.get(authority__code="ubnd-tinh")
    assert bodies.council is not None
    assert (bodies.office.code, bodies.council.code) == ("ban-tdkt", "hd-tdkt-tinh")
    small = StandingBodies.objects.get(authority__code="lawaco")
    assert (small.office.code, small.council) == ("lawaco", None)


@pytest.mark.usefixtures("shipped")
def test_a_citation_that_was_not_seen_at_its_source_may_not_be_shown() -> None:
    for citation in Citation.objects.all():
        assert citation.may_be_shown == (citation.confidence in may_be_shown), citation
        assert citation.source, citation
    hidden = {(citation.regime.code, citation.text) for citation in Citation.objects.all() if not citation.may_be_shown}
    assert ("LAW-2026", "Luật số 06/2026/QH16") in hidden
    assert ("LAW-2022-ND152", "Điều 5 Luật Thi đua, khen thưởng số 06/2022/QH15") in hidden


@pytest.mark.usefixtures("shipped")
def test_article_numbers_are_those_of_the_pages_that_were_seen() -> None:
    """Public code in this domain cites articles 55 to 57 for the procedure and wrong dates for the texts."""
    texts = " ".join(Citation.objects.values_list("text", flat=True))
    assert not any(f"Điều {number} " in texts for number in (55, 56, 57))
    notes = " ".join(LegalRegime.objects.values_list("note", flat=True))
    assert "16/12/2023" not in texts + notes
    assert "Thông tư số 01/2024/TT-BNV ngày 24/02/2024" in notes


@pytest.mark.usefixtures("shipped")
def test_the_amendment_of_2026_has_no_dates_until_it_is_verified() -> None:
    amendment = LegalRegime.objects.get(code="LAW-2026")
    assert (amendment.valid_from, amendment.valid_until) == (None, None)
    assert amendment.confidence == Confidence.SECOND_HAND


@pytest.mark.usefixtures("shipped")
def test_dated_regimes_neither_overlap_nor_leave_a_gap() -> None:
    dated = list(LegalRegime.objects.exclude(valid_from=None, valid_until=None).order_by("valid_until"))
    ends = [regime.valid_until for regime in sorted(dated, key=lambda r: r.valid_until or date.max)]
    begins = [regime.valid_from for regime in sorted(dated, key=lambda r: r.valid_from or date.min)]
    assert begins == [None, date(2024, 1, 1), date(2025, 7, 1)]
    assert ends == [date(2023, 12, 31), date(2025, 6, 30), None]


@pytest.mark.usefixtures("shipped")
def test_the_confirmed_prizes_are_those_of_the_decree() -> None:
    rates = PrizeRate.objects.filter(regime__code="LAW-2022-ND152", confidence=Confidence.CONFIRMED)
    assert {(rate.award_form.code, rate.nominee_kind): rate.per_mille for rate in rates} == {
        ("BK_CT_UBND_TINH", "PERSON"): 1500,
        ("BK_CT_UBND_TINH", "COLLECTIVE"): 3000,
        ("BK_CT_UBND_TINH", "HOUSEHOLD"): 2250,
        ("GK", "PERSON"): 300,
        ("GK", "COLLECTIVE"): 600,
        ("GK", "HOUSEHOLD"): 450,
    }
    assert not PrizeRate.objects.filter(award_form__code="BK_CTXH").exists()


@pytest.mark.usefixtures("shipped")
def test_a_base_salary_from_memory_names_no_document_as_its_source() -> None:
    confirmed = BaseSalary.objects.get(valid_from=date(2024, 7, 1))
    assert (confirmed.amount, confirmed.confidence) == (2_340_000, Confidence.CONFIRMED)
    others = BaseSalary.objects.exclude(pk=confirmed.pk)
    assert {(row.confidence, row.document) for row in others} == {("RECALLED", "(cần đối chiếu văn bản)")}
