"""What units of the demo keep beside their letters: implementation plans, and the minutes of their councils."""

from datetime import timedelta
from typing import Any, Final

from django.utils import timezone

from workflow.awards.models import Campaign
from workflow.dossiers.minutes_commands import record_unit_minutes
from workflow.dossiers.models import Letter, Nomination
from workflow.dossiers.plan_commands import record_unit_plan
from workflow.dossiers.unit_minutes import LineVote, Meeting
from workflow.management.demo.cast import Cast
from workflow.management.demo.drafts import CAMPAIGN
from workflow.management.demo.papers import paper
from workflow.procedure.roles import Role

_MEMBERS: Final = 9
_PRESENT: Final = 8
_PLANNED: Final = (
    ("so-nnmt", "nnmt", "12/KH-SNNMT"),
    ("so-gddt", "gddt", "25/KH-SGDĐT"),
    ("thpt-tran-phu", "tran-phu", "03/KH-THPT"),
    ("ubnd-x-duc-trong", "duc-trong", "08/KH-UBND"),
)
"""The units that have recorded a plan, by code and name, and its number; the others have none yet."""


def record_plans(cast: Cast) -> None:
    """Most units have recorded the plan by which they carry out the campaign."""
    for code, name, number in _PLANNED:
        record_unit_plan(
            cast.organisation(code),
            **cast.acts(f"{name}-officer", Role.UNIT_OFFICER, code),
            campaign=Campaign.objects.get(code=CAMPAIGN),
            number=f"{number} (minh họa)",
            issued_on=timezone.localdate() - timedelta(days=300),
            title="Kế hoạch triển khai thực hiện Chỉ thị số 34-CT/TU (minh họa)",
            file=paper("ke-hoach", f"Ke hoach {code} (minh hoa)"),
        )


def record_minutes(letter: Letter, acts: dict[str, Any]) -> None:
    """The unit's council has met on the lines of a letter in preparation: one member is against the first."""
    lines = list(Nomination.objects.filter(case=letter.case_id).order_by("pk").values_list("pk", flat=True))
    meeting = Meeting(
        held_on=timezone.localdate(),
        place="Phòng họp cơ quan (minh họa)",
        chair="Chủ tịch Hội đồng cơ sở (minh họa)",
        secretary="Thư ký Hội đồng cơ sở (minh họa)",
        members=_MEMBERS,
        present=_PRESENT,
        conclusion="Hội đồng nhất trí đề nghị khen thưởng các trường hợp nêu trên (minh họa).",
    )
    votes = [LineVote(line, _PRESENT - (line == lines[0]), int(line == lines[0])) for line in lines]
    record_unit_minutes(letter, meeting, votes, **acts)
