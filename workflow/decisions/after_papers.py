"""What stands on the papers that come after an award: revocation (D17), correction, notice of results (D14)."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import override, pgettext

from workflow.decisions.models import Decision, DecisionLine
from workflow.decisions.notices import PASSED, ResultNotice, results_for
from workflow.decisions.paper import Paper, paper_of
from workflow.decisions.paper_facts import head_of
from workflow.decisions.recovery import Recovery
from workflow.directory.dateline import dateline
from workflow.documents.frame import frame_of
from workflow.documents.tables import CENTRED, RIGHT, table
from workflow.pages.acting import Acting
from workflow.pages.tags import money
from workflow.procedure.states import State

if TYPE_CHECKING:
    from workflow.audit.canonical import Json


def facts_of_later(decision: Decision, acting: Acting) -> "dict[str, Json] | None":
    """The facts of a revocation or a correction, of the lines that the person sees; none before the signature."""
    with override("vi"):
        paper = paper_of(decision, acting)
        if paper is None:
            return None
        lines = [line for part in paper.parts for line in part.lines]
        awarded = _awarded(lines)
        revokes = decision.kind == Decision.Kind.REVOCATION
        special = _revoking(decision, lines, awarded) if revokes else _correcting(lines, awarded)
        told = {**_common(decision, paper, awarded), **special["told"]}
        return {**_frame(decision, paper), "told": told, "tables": {"annex": special["annex"]}}


def _awarded(lines: Sequence[DecisionLine]) -> dict[int, DecisionLine]:
    """The lines by which these were awarded: one statement."""
    found = DecisionLine.objects.filter(
        nomination__in=[line.nomination_id for line in lines],
        verdict=DecisionLine.Verdict.AWARD,
        void=False,
        decision__issued_at__isnull=False,
    )
    return {line.nomination_id: line for line in found.select_related("decision", "nomination__award_form")}


def _frame(decision: Decision, paper: Paper) -> "dict[str, Json]":
    dated = decision.dated or timezone.localdate(decision.signed_at)
    issuer, superior = head_of(decision.authority)
    title = pgettext("on paper", "DECISION")
    frame = frame_of(f"{title} {decision.number}".strip(), dated, issuer=issuer, superior=superior)
    verify = f"{settings.PUBLIC_URL}/verify/{decision.code}/" if decision.code else ""
    return {
        **frame,
        "paper": {
            "number": _number(decision.number, "……/QĐ"),
            "place_day": dateline(decision.authority_id, decision.dated),
            "kind": title,
            "subject": decision.subject,
            "sign": [{"above": [one.upper() for one in paper.signer], "name": str(decision.signed_by or "")}],
            "recipients": [pgettext("on paper", "As Article 3;"), pgettext("on paper", "Filed at the registry.")],
            "verify": verify,
            "draft": decision.issued_at is None,
        },
    }


def _number(number: str, blank: str) -> str:
    return f"{pgettext('on paper', 'No.:')} {number or blank}"


def _common(decision: Decision, paper: Paper, awarded: Mapping[int, DecisionLine]) -> "dict[str, Json]":
    cited = sorted({(one.decision.dated or date.min, one.decision.number) for one in awarded.values()})
    named = "; ".join(_cited(number, day) for day, number in cited)
    return {
        "authority": head_of(decision.authority)[0],
        "bases": [*paper.bases, *paper.proposals],
        "counts": paper.counts,
        "revoked" if decision.kind == Decision.Kind.REVOCATION else "corrected": named,
        "executors": pgettext("on paper", "The heads of the bodies concerned and those named on the annexed list"),
        "cited": _of_day(decision.number or "……/QĐ", decision.dated),
        "is_extract": paper.is_extract,
    }


def _cited(number: str, day: date) -> str:
    text = pgettext("on paper", "Decision No. %(number)s of %(day)s")
    return text % {"number": number, "day": date_format(day, "d/m/Y")}


def _of_day(number: str, day: date | None) -> str:
    text = pgettext("on paper", "No. %(number)s of %(day)s")
    return text % {"number": number, "day": date_format(day, "d/m/Y") if day else "……"}


def _revoking(
    decision: Decision, lines: Sequence[DecisionLine], awarded: Mapping[int, DecisionLine]
) -> "dict[str, dict[str, Json]]":
    recovery = Recovery.objects.filter(decision=decision).first()
    forms = sorted({str(awarded[line.nomination_id].nomination.award_form) for line in lines})
    ground = f"{decision.get_ground_display()} ({decision.ground_document}). {decision.ground_text}".strip()
    told: dict[str, Json] = {
        "scope": pgettext("on paper", "the award of %(forms)s") % {"forms": ", ".join(forms)},
        "ground": ground[:1].upper() + ground[1:],
        "recovery": recovered(recovery),
    }
    paid = recovery is not None and recovery.money_back
    listed: list[Json] = [
        [
            str(number),
            line.name,
            _joined(line.title, line.unit),
            money(awarded[line.nomination_id].prize or 0) if paid else "",
        ]
        for number, line in enumerate(lines, 1)
    ]
    columns = (
        (pgettext("on paper", "No."), 2, CENTRED),
        (pgettext("on paper", "Name"), 8),
        (pgettext("on paper", "Title and unit"), 10),
        (pgettext("on paper", "Prize to be paid back (đồng)"), 5, RIGHT),
    )
    return {"told": told, "annex": table(columns, listed)}


def recovered(recovery: Recovery | None) -> str:
    """What is given back, in one sentence of the paper."""
    if recovery is None:
        return pgettext("on paper", "Nothing is to be given back.")
    if recovery.objects_back and recovery.money_back:
        text = pgettext(
            "on paper",
            "%(payer)s gives back the certificate with its object and the prize received to %(receiver)s"
            " by %(day)s at the latest.",
        )
    elif recovery.objects_back:
        text = pgettext(
            "on paper", "%(payer)s gives back the certificate with its object to %(receiver)s by %(day)s at the latest."
        )
    else:
        text = pgettext("on paper", "%(payer)s pays back the prize received to %(receiver)s by %(day)s at the latest.")
    day = date_format(recovery.until, "d/m/Y")
    return text % {"payer": recovery.payer, "receiver": recovery.receiver, "day": day}


def _correcting(lines: Sequence[DecisionLine], awarded: Mapping[int, DecisionLine]) -> "dict[str, dict[str, Json]]":
    told: dict[str, Json] = {
        "reason": "; ".join(sorted({line.reason for line in lines if line.reason})),
        "exchange": pgettext("on paper", "Certificates given out are exchanged for ones that read as corrected."),
    }
    listed: list[Json] = [
        [str(number), _whole(awarded[line.nomination_id]), _whole(line)] for number, line in enumerate(lines, 1)
    ]
    columns = (
        (pgettext("on paper", "No."), 2, CENTRED),
        (pgettext("on paper", "As decided"), 10),
        (pgettext("on paper", "Corrected to"), 10),
    )
    return {"told": told, "annex": table(columns, listed)}


def _whole(line: DecisionLine) -> str:
    return "\n".join(part for part in (line.name, _joined(line.title, line.unit)) if part)


def _joined(title: str, unit: str) -> str:
    return ", ".join(part for part in (title, unit) if part)


def facts_of_notice(notice: ResultNotice) -> "dict[str, Json]":
    """The facts of a notice of results: as signed, or as it would be signed now."""
    lines: list[Any] = notice.told if notice.signed_at is not None else list(results_for(notice))
    with override("vi"):
        passed = [line for line in lines if line["state"] == PASSED]
        failed = [line for line in lines if line["state"] != PASSED]
        day, letter = notice.letter.dated, pgettext("on paper", "Letter No. %(number)s of %(day)s")
        sent = {"number": notice.letter.number, "day": date_format(day, "d/m/Y") if day else "……"}
        return {
            **_frame_of_notice(notice),
            "told": {
                "to": str(notice.unit),
                "bases": [],
                "letter": letter % sent,
                "has_passed": bool(passed),
                "has_failed": bool(failed),
                "decision": "; ".join(sorted({_told_decision(line) for line in passed if line["number"]})),
                "remedy": pgettext(
                    "on paper",
                    "Whoever does not agree may explain in writing to the office that gave this notice.",
                ),
            },
            "tables": {"passed": _passed(passed), "failed": _failed(failed)},
        }


def _told_decision(line: Mapping[str, str]) -> str:
    return _cited(line["number"], date.fromisoformat(line["dated"]))


def _frame_of_notice(notice: ResultNotice) -> "dict[str, Json]":
    dated = notice.dated or (timezone.localdate(notice.signed_at) if notice.signed_at else notice.due)
    parent = notice.office.parent
    superior = str(parent) if parent is not None else ""
    title = pgettext("on paper", "NOTICE")
    return {
        **frame_of(f"{title} {notice.number}".strip(), dated, issuer=str(notice.office), superior=superior),
        "paper": {
            "number": _number(notice.number, "……/TB"),
            "place_day": dateline(notice.office_id, notice.dated),
            "kind": title,
            "subject": pgettext("on paper", "Results of the commendation"),
            "sign": [{"above": notice.block.upper().split("\n"), "name": str(notice.signed_by or "")}],
            "recipients": [pgettext("on paper", "As above;"), pgettext("on paper", "Filed at the registry.")],
            "verify": "",
            "draft": notice.sent_at is None,
        },
    }


def _passed(lines: Sequence[Mapping[str, str]]) -> "dict[str, Json]":
    columns = (
        (pgettext("on paper", "No."), 2, CENTRED),
        (pgettext("on paper", "Name"), 9),
        (pgettext("on paper", "Title and unit"), 9),
        (pgettext("on paper", "Award form"), 6),
    )
    listed: list[Json] = [
        [str(number), line["name"], _joined(line["title"], line["unit"]), line["form"]]
        for number, line in enumerate(lines, 1)
    ]
    return table(columns, listed)


def _failed(lines: Sequence[Mapping[str, str]]) -> "dict[str, Json]":
    columns = (
        (pgettext("on paper", "No."), 2, CENTRED),
        (pgettext("on paper", "Name"), 8),
        (pgettext("on paper", "Award form"), 6),
        (pgettext("on paper", "Result and reason"), 12),
    )
    listed: list[Json] = [[str(number), line["name"], line["form"], _why(line)] for number, line in enumerate(lines, 1)]
    return table(columns, listed)


def _why(line: Mapping[str, str]) -> str:
    """What came of it, and the reason where one was given."""
    state = str(State(line["state"]).label)
    return f"{state}: {line['reason']}" if line["reason"] else state
