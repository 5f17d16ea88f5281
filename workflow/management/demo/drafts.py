"""Drafting in the demo: letters with nominees, papers and answers, ready to be sent."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.utils import timezone

from workflow.awards.models import Campaign, Criterion, NomineeKind, Round, Track
from workflow.directory.models import Person
from workflow.dossiers.answer_marks import Answer
from workflow.dossiers.answers import Paper, answer_criteria, attach_papers
from workflow.dossiers.drafting import add_nominations, open_letter
from workflow.dossiers.entries import Entry
from workflow.dossiers.models import Letter, Nomination
from workflow.dossiers.plan_answers import plan_for
from workflow.management.demo.cast import Cast
from workflow.management.demo.papers import paper
from workflow.procedure.roles import Role

CAMPAIGN = "CT34"


def period() -> tuple[date, date]:
    """The year before today."""
    today = timezone.localdate()
    return today - timedelta(days=365), today - timedelta(days=1)


def person(who: Person, track: Track, title: str, unit: str, award_form: str, ground: str = "") -> Entry:
    """A person as a nominee."""
    since, until = period()
    return Entry(
        kind=NomineeKind.PERSON,
        person=who.pk,
        track=track,
        title=title,
        unit=unit,
        award_form=award_form,
        achievement_title="Thành tích xuất sắc trong phong trào thực hiện Chỉ thị 34 (minh họa)",
        achievement=f"{who.full_name}: chủ động đề xuất và thực hiện giải pháp, mang lại hiệu quả thiết thực.",
        period_from=since,
        period_to=until,
        influence_scope="Trong đơn vị và ngành",
        simplified_ground=ground,
    )


def collective(code: str, award_form: str, ground: str = "") -> Entry:
    """A collective as a nominee."""
    since, until = period()
    body = Cast.organisation(code)
    return Entry(
        kind=NomineeKind.COLLECTIVE,
        organisation=body.pk,
        award_form=award_form,
        achievement_title="Tập thể dẫn đầu trong triển khai Chỉ thị 34 (minh họa)",
        achievement=f"{body.name}: có mô hình được áp dụng hiệu quả, được cấp trên ghi nhận.",
        period_from=since,
        period_to=until,
        influence_scope="Trong toàn tỉnh",
        simplified_ground=ground,
    )


def household(name: str, award_form: str) -> Entry:
    """A household as a nominee."""
    since, until = period()
    return Entry(
        kind=NomineeKind.HOUSEHOLD,
        household=name,
        award_form=award_form,
        achievement_title="Hộ gia đình tiêu biểu (minh họa)",
        achievement=f"{name}: hiến đất làm đường, vận động hàng xóm cùng tham gia.",
        period_from=since,
        period_to=until,
        influence_scope="Trong xã",
    )


def letter(
    cast: Cast, officer: str, unit: str, authority: str, route: str, round_code: str, entries: Sequence[Entry]
) -> Letter:
    """A letter of the unit with these nominees, all papers attached and all criteria answered."""
    acts = cast.acts(officer, Role.UNIT_OFFICER, unit)
    opened = open_letter(
        cast.organisation(unit),
        **acts,
        route=route,
        authority=cast.organisation(authority),
        campaign=Campaign.objects.get(code=CAMPAIGN),
        award_round=Round.objects.get(code=round_code) if round_code else None,
        subject="V/v đề nghị khen thưởng (minh họa)",
    )
    made = Letter.objects.get(pk=opened.made["letter"])
    nominations = add_nominations(made, entries, **acts).made["nominations"]
    complete(made, nominations, acts)
    return made


def complete(made: Letter, nominations: Sequence[int], acts: dict[str, object]) -> None:
    """Attach what the route asks, and answer every criterion with a page of evidence."""
    rules = made.route.rules
    report = paper("bao-cao", f"Bao cao thanh tich (minh hoa), to trinh {made.pk}")
    own = [kind for kind in rules.papers if kind != "MINUTES"]
    papers = [
        Paper(kind, "Báo cáo thành tích (minh họa)", report, nomination=one) for one in nominations for kind in own
    ]
    if "MINUTES" in rules.papers or rules.unit_minutes:
        minutes = paper("bien-ban", f"Bien ban hop hoi dong co so (minh hoa), to trinh {made.pk}")
        papers.append(Paper("MINUTES", "Biên bản xét khen thưởng (minh họa)", minutes, letter=made.pk))
    evidence = paper("minh-chung", f"Minh chung (minh hoa), to trinh {made.pk}")
    papers.append(Paper("EVIDENCE", "Minh chứng chung (minh họa)", evidence, letter=made.pk))
    attached = attach_papers(papers, **acts).made["papers"]  # type: ignore[arg-type]
    answers = {one: _answers(one, rules.criteria_groups, attached[-1]) for one in nominations}
    answer_criteria(answers, **acts)  # type: ignore[arg-type]


def _answers(nomination: int, groups: Sequence[str], evidence: int) -> list[Answer]:
    line = Nomination.objects.get(pk=nomination)
    asked = Criterion.objects.filter(
        campaign=line.campaign_id,
        group__in=groups,
        nominee_kind__in=["", line.nominee_kind],
        track__in=["", line.track],
    )
    if plan_for(line, timezone.localdate()) is not None:
        asked = asked.filter(answered_by_plan=False)
    return [
        Answer(
            criterion.code,
            f"Đáp ứng: {criterion.text} (minh họa)",
            document_number="12/KH-ĐV" if criterion.asks_document else "",
            document_date=line.period_from if criterion.asks_document else None,
            evidence=((evidence, 1),),
        )
        for criterion in asked
    ]
