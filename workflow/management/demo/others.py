"""R2, R3 and R4: a socio-political organisation, a department with a council, an enterprise without, and one ad hoc."""

from workflow.awards.models import Track
from workflow.dossiers.letters import send_letter
from workflow.dossiers.models import Letter, Nomination
from workflow.management.demo import drafts, r1
from workflow.management.demo.desks import (
    Bodies,
    appraise_and_approve,
    decide,
    hold_session,
    present,
    receive_and_assign,
    sign_and_issue,
)
from workflow.management.demo.story import Story
from workflow.procedure.roles import Role

LABOUR = Bodies(
    authority="ldld-tinh",
    office="van-phong-ldld",
    specialist="ldld-specialist",
    office_head="ldld-office-head",
    office_clerk="ldld-office-clerk",
    form="ldld-form",
    decider="ldld-head",
    clerk="ldld-clerk",
    council="hd-tdkt-ldld",
    secretary="ldld-secretary",
    chair="ldld-head",
)
HEALTH = Bodies(
    authority="so-y-te",
    office="van-phong-so-y-te",
    specialist="yte-specialist",
    office_head="yte-office-head",
    office_clerk="yte-office-clerk",
    form="yte-form",
    decider="yte-head",
    clerk="yte-clerk",
    council="hd-tdkt-so-y-te",
    secretary="yte-secretary",
    chair="yte-head",
)
WATER = Bodies(
    authority="lawaco",
    office="lawaco",
    specialist="lawaco-hr",
    office_head="lawaco-director",
    office_clerk="",
    form="lawaco-form",
    decider="lawaco-director",
    clerk="",
)


def play_r2(story: Story) -> None:
    """R2: Bằng khen of the provincial labour federation, with its own council."""
    cast = story.cast
    entries = [
        drafts.collective("cdcs-ladophar", "BK_CTXH"),
        drafts.person(cast.person("nominee-30"), Track.STAFF, "Công nhân", "Công đoàn cơ sở Ladophar", "BK_CTXH"),
    ]
    letter = drafts.letter(cast, "cdcs-officer", "cdcs-ladophar", "ldld-tinh", "R2", "DEMO-R2", entries)
    _from_unit_to_decision(story, LABOUR, letter, "cdcs", "21/QĐ-LĐLĐ (minh họa)")


def play_r3(story: Story) -> None:
    """R3: Giấy khen of a department with its own council, and of an enterprise without one."""
    cast = story.cast
    entries = [
        drafts.collective("cdc-lam-dong", "GK"),
        drafts.person(cast.person("nominee-40"), Track.STAFF, "Bác sĩ", "Trung tâm Kiểm soát bệnh tật", "GK"),
    ]
    letter = drafts.letter(cast, "cdc-officer", "cdc-lam-dong", "so-y-te", "R3", "DEMO-R3", entries)
    _from_unit_to_decision(story, HEALTH, letter, "cdc", "35/QĐ-SYT (minh họa)")
    entries = [drafts.person(cast.person("nominee-50"), Track.STAFF, "Công nhân", "Phân xưởng sản xuất", "GK")]
    letter = drafts.letter(cast, "xuong-officer", "lawaco-px-san-xuat", "lawaco", "R3S", "DEMO-R3S", entries)
    _from_unit_to_decision(story, WATER, letter, "xuong", "")


def play_r4(story: Story) -> None:
    """R4: one ad hoc nomination, from the unit to the Chairman's decision in one day, without council or minutes."""
    cast = story.cast
    brave = drafts.person(
        cast.person("nominee-60"), Track.STAFF, "Công chức", "UBND xã Đức Trọng", r1.FORM, ground="AD_HOC"
    )
    letter = drafts.letter(cast, "duc-trong-officer", "ubnd-x-duc-trong", "ubnd-tinh", "R4", "CT34-AD-HOC", [brave])
    _from_unit_to_decision(story, r1.BODIES, letter, "duc-trong", "1530/QĐ-UBND (minh họa)")


def _from_unit_to_decision(story: Story, bodies: Bodies, letter: Letter, unit: str, number: str) -> None:
    cast, at = story.cast, letter.organisation.code
    story.expect_whole(send_letter(letter, **cast.acts(f"{unit}-officer", Role.UNIT_OFFICER, at)))
    sign_and_issue(cast, letter, f"{unit}-head", Role.UNIT_HEAD, f"{unit}-clerk", f"{letter.pk:02d}/TTr-{unit}")
    appraisals = receive_and_assign(cast, bodies, prefix=unit)
    appraise_and_approve(cast, bodies, appraisals)
    if letter.route.rules.council:
        hold_session(cast, bodies, tell=story.tell)
    present(cast, bodies, f"{letter.pk:02d}/TTr-{bodies.office}")
    decision = decide(cast, bodies, number, subject="Khen thưởng theo Chỉ thị 34-CT/TU (minh họa)")
    lines = Nomination.objects.filter(letter=letter).count()
    story.tell(f"{letter.route.code}: decision {decision.number}, {lines} awarded")
