"""The facts of the report on one nomination: the achievement report (D3), or the summary of an award at once (D3b).

It says what the dossier of the line says to the person who asks. Year of birth and sex stand in the list of nominees,
so whoever does not read the letter of the line does not read them here either.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import override, pgettext

from workflow.awards.models import NomineeKind
from workflow.directory.dateline import dateline
from workflow.documents.catalogue import SYMBOLS, Document
from workflow.documents.frame import frame_of
from workflow.dossiers.casefile import answers_of
from workflow.dossiers.facts import load_facts
from workflow.dossiers.history_queries import Awarded, awards_of
from workflow.dossiers.lines import read_lines
from workflow.dossiers.models import CriterionAnswer, Nomination, SignOff
from workflow.dossiers.names import names_of
from workflow.dossiers.queries import letters_read_by
from workflow.dossiers.signing import lines_above
from workflow.pages.acting import Acting
from workflow.procedure.facts import Family
from workflow.procedure.transitions import SignOffKind

if TYPE_CHECKING:
    from workflow.audit.canonical import Json


def report_of(line: Nomination) -> Document:
    """Which of the two reports the line has: the summary by the simplified procedure, else the whole report."""
    return Document.SUMMARY_REPORT if line.route.rules.simplified else Document.ACHIEVEMENT_REPORT


def signature_of_unit(line: Nomination) -> SignOff | None:
    """The signature of the submitting unit under the content of the line; none while it is a draft."""
    return next((one for one in _endorsed(line) if _is_of_unit(one, line)), None)


def report_facts(line: Nomination, acting: Acting) -> "dict[str, Json]":
    """The facts of the report, whichever it is; a constant number of statements."""
    with override("vi"):
        endorsed = _endorsed(line)
        own = next((one for one in endorsed if _is_of_unit(one, line)), None)
        day = timezone.localdate(own.at) if own is not None else None
        is_summary = report_of(line) is Document.SUMMARY_REPORT
        sign = [*_superiors(line, endorsed, acting.today), *_signed(line, own, is_summary=is_summary)]
        return {
            **_paper(line, day),
            "told": _summary(line, acting) if is_summary else _report(line, acting, day or acting.today),
            "tables": {},
            "paper": {**_head(line, day, is_summary=is_summary), "sign": sign, "draft": own is None},
        }


def _paper(line: Nomination, day: date | None) -> "dict[str, Json]":
    title = pgettext("on paper", "Report: %(name)s") % {"name": line.nominee_name}
    superior = str(line.unit.parent) if line.unit.parent else ""
    return frame_of(title, day or date(1970, 1, 1), issuer=str(line.unit), superior=superior)


def _head(line: Nomination, day: date | None, *, is_summary: bool) -> "dict[str, Json]":
    """Number, place, day and title. What a person or a household reports has no number of the unit."""
    summary, whole = pgettext("on paper", "Summary report of achievement"), pgettext("on paper", "Achievement report")
    numbered = is_summary or line.nominee_kind == NomineeKind.COLLECTIVE
    number = pgettext("on paper", "No.: %(number)s") % {"number": f"……/{SYMBOLS[report_of(line)]}"}
    kept = [f"{line.office};", pgettext("on paper", "Filed at the registry.")]
    return {
        "number": number if numbered else "",
        "place_day": dateline(line.unit_id, day),
        "kind": summary if is_summary else whole,
        "subject": pgettext("on paper", "Proposed: %(award)s") % {"award": line.award_form},
        "recipients": kept if is_summary else [],
    }


def _endorsed(line: Nomination) -> list[SignOff]:
    """The signatures of the unit and of those above it that hold, first to last."""
    held = line.sign_offs.filter(kind=SignOffKind.ENDORSEMENT.value, voided_at=None)
    return list(held.select_related("person", "case__letter").order_by("at", "pk"))


def _is_of_unit(one: SignOff, line: Nomination) -> bool:
    letter = getattr(one.case, "letter", None)
    return letter is not None and letter.organisation_id == line.unit_id


def _superiors(line: Nomination, endorsed: Iterable[SignOff], today: date) -> "Iterator[Json]":
    """Where the superiors confirm: those who did by name, else the place where the next of them will."""
    title = pgettext("on paper", "CONFIRMED BY THE SUBMITTING LEVEL")
    above = [one for one in endorsed if not _is_of_unit(one, line)]
    for one in above:
        yield {"above": [title, *_titles(one)], "name": str(one.person)}
    if not above and line.route.rules.superiors_sign and _has_superior(line, today):
        yield {"above": [title], "name": ""}


def _titles(signature: SignOff | None) -> list[str]:
    return [one.upper() for one in lines_above(signature)]


def _has_superior(line: Nomination, today: date) -> bool:
    """Whether the line stands with a superior, or has one before it that signs."""
    if line.level_id != line.unit_id:
        return True
    read = read_lines([line.pk], today, lock=False)
    load_facts(read, {Family.LEVEL}, today)
    return any(one.of(Family.LEVEL).get("next") for one in read)


def _signed(line: Nomination, own: SignOff | None, *, is_summary: bool) -> "Iterator[Json]":
    """The unit's head; before a report on somebody else they confirm it, and whom it is about signs beside them."""
    above = _titles(own) or [pgettext("on paper", "HEAD OF THE UNIT")]
    name = str(own.person) if own is not None else ""
    reports = pgettext("on paper", "REPORTED BY")
    if is_summary:
        yield {"above": above, "name": name}
    elif line.nominee.organisation_id == line.unit_id:
        yield {"above": [reports, *above], "name": name}
    else:
        yield {"above": [pgettext("on paper", "CONFIRMED BY THE UNIT"), *above], "name": name}
        is_collective = line.nominee_kind == NomineeKind.COLLECTIVE
        head = [pgettext("on paper", "HEAD OF THE COLLECTIVE")] if is_collective else []
        yield {"above": [reports, *head], "name": "" if is_collective else names_of([line.pk])[line.pk][0]}


def _report(line: Nomination, acting: Acting, until: date) -> "dict[str, Json]":
    awards = awards_of([line.nominee.key]).get(line.nominee.key, ())
    before = [one for one in awards if one.decided_on is not None and one.decided_on < until]
    return {
        "about": [{"name": name, "text": text} for name, text in _about(line, acting) if text],
        "achievements": [{"name": name, "text": text} for name, text in _achieved(line, answers_of(line))],
        "awards": [_award(one) for one in before],
    }


def _summary(line: Nomination, acting: Acting) -> "dict[str, Json]":
    place = (pgettext("on paper", "Place"), "……………………………")
    about = [*_about(line, acting), place]
    said = [f"{one.criterion.text}: {one.text}" for one in answers_of(line) if one.applies and one.text]
    return {
        "about": [{"name": name, "text": text} for name, text in about if text],
        "act": line.achievement,
        "effect": "\n".join(said) or "……………………………",
        "scope": line.influence_scope or "……………………………",
    }


def _about(line: Nomination, acting: Acting) -> Iterator[tuple[str, str]]:
    name, title, unit = names_of([line.pk])[line.pk]
    calls = {
        NomineeKind.COLLECTIVE.value: pgettext("on paper", "Name of the collective"),
        NomineeKind.HOUSEHOLD.value: pgettext("on paper", "Household"),
    }
    yield calls.get(line.nominee_kind, pgettext("on paper", "Full name")), name
    person = line.nominee.person
    if person is not None and _reads_letter(line, acting):
        yield pgettext("on paper", "Born"), str(person.birth_year or "")
        yield pgettext("on paper", "Sex"), person.get_sex_display().capitalize()
    yield pgettext("on paper", "Title"), title
    yield pgettext("on paper", "Unit"), unit
    yield pgettext("on paper", "Submitting unit"), str(line.unit)
    yield pgettext("on paper", "Award proposed"), str(line.award_form)
    yield pgettext("on paper", "Movement"), str(line.campaign)
    yield pgettext("on paper", "Achieved in"), f"{line.period_from:%d/%m/%Y} - {line.period_to:%d/%m/%Y}"
    if not line.route.rules.simplified:
        yield pgettext("on paper", "Scope of influence"), line.influence_scope
    yield pgettext("on paper", "Receives a posthumous award"), line.recipient


def _reads_letter(line: Nomination, acting: Acting) -> bool:
    of_the_line = Q(pk=line.letter_id) | Q(pk=line.last_letter_id or 0)
    return letters_read_by(acting).filter(of_the_line).exists()


def _achieved(line: Nomination, answers: Sequence[CriterionAnswer]) -> Iterator[tuple[str, str]]:
    """The achievement in its own words, then criterion by criterion what was answered and what shows it."""
    yield line.achievement_title, line.achievement
    for one in answers:
        if one.applies:
            yield one.criterion.text, "\n".join(filter(None, (one.text, *_shown_by(one))))


def _shown_by(answer: CriterionAnswer) -> Iterator[str]:
    if answer.document_number:
        day = f"{answer.document_date:%d/%m/%Y}" if answer.document_date else "……"
        told = {"number": answer.document_number, "day": day}
        yield pgettext("on paper", "Document No. %(number)s of %(day)s.") % told
    files = [
        pgettext("on paper", "%(file)s, page %(page)s") % {"file": link.attachment.title, "page": link.page}
        if link.page
        else link.attachment.title
        for link in answer.evidencelink_set.all()
        if link.attachment.removed_at is None
    ]
    if files:
        yield pgettext("on paper", "Evidence: %(files)s.") % {"files": "; ".join(files)}


def _award(one: Awarded) -> str:
    told = {
        "form": str(one.award_form),
        "number": one.number,
        "day": f"{one.decided_on:%d/%m/%Y}" if one.decided_on else "……",
        "issuer": one.authority,
        "merit": one.achievement_title,
    }
    return pgettext("on paper", "%(form)s, Decision No. %(number)s of %(day)s of %(issuer)s: %(merit)s.") % told
