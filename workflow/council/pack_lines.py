"""What the papers pack tells of one line: plain data in the language that is set, in the order in which it is read."""

from collections.abc import Iterable, Iterator
from datetime import date

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from workflow.audit.canonical import Json
from workflow.council.pack import Read
from workflow.dossiers.history_queries import Awarded
from workflow.dossiers.models import Attachment, CriterionAnswer, Nomination


def line_facts(one: Read, number: int) -> dict[str, Json]:
    """One line under its number in the copy."""
    line, (name, _title, _unit) = one.line, one.names
    return {
        "number": number,
        "name": name,
        "unit": line.unit.name,
        "notices": list(_notices(one)),
        "facts": table_of(_facts(one)),
        "achievement": {"title": line.achievement_title, "text": line.achievement},
        "appraisal": _appraisal(one),
        "answers": [_answer(answer) for answer in line.answers.all()],
        "awards": [_award(award) for award in one.awards],
        "files": [_file(paper) for paper in _files(line)],
    }


def table_of(told: Iterable[tuple[str, str]]) -> list[Json]:
    """Names of facts beside what they say, without those that say nothing."""
    return [{"name": name, "text": text} for name, text in told if text]


def day_of(day: date | None) -> str:
    """A day as papers write it; nothing for none."""
    return f"{day:%d/%m/%Y}" if day is not None else ""


def _notices(one: Read) -> Iterator[str]:
    if one.line.content_hash != one.item.hash:
        yield pgettext("on paper", "The nomination was changed after the agenda was fixed.")
    if one.item.added_reason:
        told = pgettext("on paper", "Added by the chair after the agenda was fixed: %(reason)s")
        yield told % {"reason": one.item.added_reason}


def _facts(one: Read) -> Iterator[tuple[str, str]]:
    line, (name, title, unit) = one.line, one.names
    kind = str(line.get_nominee_kind_display())
    yield _("Nominee"), f"{name} ({kind}, {line.get_track_display()})" if line.track else f"{name} ({kind})"
    yield _("Title"), title
    yield _("Unit"), unit
    yield _("Award form"), line.award_form.name
    yield _("Deciding authority"), line.authority.name
    yield _("Submitting unit"), line.unit.name
    yield _("Campaign"), ", ".join(filter(None, [str(line.campaign), str(line.round or "")]))
    yield _("Achieved"), f"{day_of(line.period_from)} – {day_of(line.period_to)}"
    yield _("Scope of influence"), line.influence_scope
    yield _("Vote of the unit's council"), _votes(line)
    yield _("Who receives the posthumous award"), line.recipient
    yield _("Ground for submitting"), line.submitter_ground
    yield _("Ground for a further proposal"), line.duplicate_ground


def _votes(line: Nomination) -> str:
    if not line.votes_of:
        return ""
    told = pgettext("on paper", "%(for)s of %(members)s in favour, %(against)s against, %(abstained)s abstained")
    return told % {
        "for": line.votes_for or 0,
        "members": line.votes_of,
        "against": line.votes_against or 0,
        "abstained": line.votes_abstained or 0,
    }


def _appraisal(one: Read) -> dict[str, Json]:
    if one.sheet is None:
        return {"verdict": pgettext("on paper", "There is no appraisal sheet."), "note": ""}
    return {"verdict": str(one.sheet.get_verdict_display()), "note": one.sheet.note}


def _answer(answer: CriterionAnswer) -> dict[str, Json]:
    notes = [] if answer.applies else [_("Does not apply")]
    if answer.plan_id:
        notes.append(_("Answered from the unit's plan"))
    if answer.document_number:
        paper = ", ".join(filter(None, [answer.document_number, day_of(answer.document_date)]))
        notes.append(f"{_('Document')}: {paper}")
    return {
        "code": answer.criterion.code,
        "criterion": answer.criterion.text,
        "notes": notes,
        "text": answer.text,
        "evidence": [
            f"{link.attachment.title}, {_('page %(page)s') % {'page': link.page}}"
            if link.page
            else link.attachment.title
            for link in answer.evidencelink_set.all()
        ],
    }


def _award(award: Awarded) -> str:
    decision = f"{_('Decision')}: {award.number}, {day_of(award.decided_on)}, {award.authority}"
    return f"{award.award_form.name}. {decision}. {award.achievement_title}"


def _files(line: Nomination) -> list[Attachment]:
    """The line's own papers, and those of its letter to which an answer points; each once.

    What else hangs on the letter is about its other lines too and stays in the system.
    """
    cited = [link.attachment for answer in line.answers.all() for link in answer.evidencelink_set.all()]
    found = {one.pk: one for one in [*line.attachments.all(), *cited] if one.removed_at is None}
    return [found[key] for key in sorted(found)]


def _file(paper: Attachment) -> dict[str, Json]:
    about = f"{paper.get_kind_display()}, {paper.file_name}, {filesizeformat(paper.size)}"
    return {"title": paper.title, "about": about, "sha256": paper.sha256}
