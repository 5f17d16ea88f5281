"""What the public sees of the demo: a published story of an award, a draft, and an award of which less is shown."""

from typing import Final

from workflow.decisions.models import Decision
from workflow.management.demo.walk import Walk
from workflow.procedure.roles import Role
from workflow.public_register.commands import Told, publish_story, write_story
from workflow.public_register.models import Level, Story
from workflow.public_register.protecting import protect_award

_STORY: Final = (
    "Hơn một năm qua, buổi chiều nào ở tổ một cửa cũng có một chiếc ghế được kê sát quầy cho người già (minh họa).\n\n"
    "Việc nhỏ ấy do một chuyên viên bắt đầu. Hồ sơ được đọc hộ, viết hộ, và được trả trước hẹn hai ngày. Đến nay cả tổ"
    " làm theo, và ba xã bên đã sang học cách làm."
)


def lay_out_publicity(walk: Walk, decision: Decision) -> dict[str, int]:
    """The unit tells of the first award of a published decision; the office shows less of its last one."""
    first, *_between, last = decision.lines.filter(void=False, verdict="AWARD").order_by("position")
    unit, campaign = first.nomination.unit, first.nomination.campaign
    told = Told("Chiếc ghế bên quầy một cửa (minh họa)", _STORY, [first.pk])
    story = write_story(unit, campaign, told, **walk.officer).made["story"]
    publish_story(Story.objects.get(pk=story), **walk.head)
    draft = write_story(unit, campaign, Told("Vườn ươm của thôn (minh họa)", "Bản nháp (minh họa)."), **walk.officer)
    bodies = walk.way.bodies
    office = walk.cast.acts(bodies.office_head, Role.OFFICE_HEAD, bodies.office)
    protect_award(last, **office, level=Level.INITIALS.value, reason="Theo đề nghị của người được khen (minh họa)")
    return {"story": story, "story_draft": draft.made["story"], "award": first.pk}
