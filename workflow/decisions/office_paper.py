"""The facts of an office's letter to its decider as an official paper (domain reference, D11).

One letter has one text: whoever may read it (`reads_paper_of_office`) gets the same bytes. What it says is as of its
signature, see `presenting`.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

from django.utils.translation import override, pgettext

from workflow.awards.models import Campaign
from workflow.council.models import AgendaItem, CouncilSession
from workflow.decisions.office_lists import fallen_table, names_of_forms, opinions_on, proposed_table
from workflow.decisions.paper import bases_for
from workflow.decisions.paper_facts import head_of
from workflow.decisions.presenting import NOT_SUPPORTED, Presented, Proposed, presented_by
from workflow.decisions.queries import KINDS
from workflow.directory.dateline import dateline, in_words
from workflow.documents.frame import frame_of
from workflow.dossiers.models import Letter
from workflow.dossiers.signing import lines_above

if TYPE_CHECKING:
    from workflow.audit.canonical import Json

_none_yet: Final = date(1970, 1, 1)


def office_letter_facts(letter: Letter) -> "dict[str, Json] | None":
    """The facts of the letter; none where no line stands on it. A constant number of statements."""
    with override("vi"):
        presented = presented_by(letter)
        return _facts(letter, presented) if presented else None


def _facts(letter: Letter, presented: Presented) -> "dict[str, Json]":
    number = letter.number or "……/TTr"
    issuer, superior, forms = str(letter.organisation), letter.organisation.parent, names_of_forms()
    title = pgettext("on paper", "Letter No. %(number)s") % {"number": number}
    cited = {"number": number, "day": in_words(letter.dated), "issuer": issuer}
    return {
        **frame_of(title, letter.dated or _none_yet, issuer=issuer, superior=str(superior) if superior else ""),
        "paper": {
            "number": pgettext("on paper", "No.: %(number)s") % {"number": number},
            "place_day": dateline(letter.organisation_id, letter.dated),
            "kind": pgettext("on paper", "Letter of submission"),
            "subject": letter.subject or pgettext("on paper", "On the results of considering commendation"),
            "sign": [_sign(presented)],
            "recipients": [pgettext("on paper", "As above;"), pgettext("on paper", "Filed at the registry.")],
            "draft": letter.issued_at is None,
        },
        "told": {
            "to": head_of(letter.authority)[0],
            **_told(issuer, presented, forms),
            "cited": pgettext("on paper", "No. %(number)s, %(day)s, of %(issuer)s") % cited,
        },
        "tables": {"proposed": proposed_table(presented, forms), "not_proposed": fallen_table(presented, forms)},
    }


def _sign(presented: Presented) -> "Json":
    signature = presented.signature
    if signature is None:
        return {"above": [pgettext("on paper", "HEAD OF THE OFFICE")], "name": ""}
    return {"above": [one.upper() for one in lines_above(signature)], "name": str(signature.person)}


def _told(issuer: str, presented: Presented, forms: Mapping[str, str]) -> "dict[str, Json]":
    proposed, campaigns = presented.proposed, _campaigns(presented)
    merit = pgettext("on paper", "with outstanding achievements in: %(campaigns)s") % {"campaigns": campaigns}
    return {
        "bases": list(bases_for([one.nomination for one in proposed])),
        "process": list(_process(issuer, presented)),
        "result": "; ".join(_results(presented)) or pgettext("on paper", "this procedure has no council"),
        "dissent": [*_divided(proposed), *opinions_on(presented)],
        "party": " ".join(_party(presented)),
        "award": ", ".join(dict.fromkeys(forms[one.said.award_form] for one in proposed)),
        "counts": _counts(proposed),
        "merit": merit if campaigns else "",
        "has_not_proposed": bool(presented.fallen),
    }


def _campaigns(presented: Presented) -> str:
    found = Campaign.objects.filter(nominations__in=[one.nomination for one in presented.proposed])
    return "; ".join(str(one) for one in found.distinct().order_by("pk"))


def _counts(proposed: Iterable[Proposed]) -> str:
    kinds = Counter(one.said.kind for one in proposed)
    return ", ".join(f"{kinds[kind]:02d} {heading.lower()}" for kind, heading in KINDS.items() if kinds[kind])


def _process(issuer: str, presented: Presented) -> Iterator[str]:
    fallen = len(presented.fallen)
    told = {"office": issuer, "letters": presented.letters, "cases": len(presented.proposed) + fallen}
    text = pgettext(
        "on paper",
        "%(office)s received %(letters)02d letters and, as the procedure asks, appraised and concluded %(cases)02d"
        " cases of them: %(proposed)02d are proposed for commendation, %(fallen)02d are not.",
    )
    yield text % {**told, "proposed": len(presented.proposed), "fallen": fallen}
    refused = sum(one.deed == NOT_SUPPORTED for one in presented.fallen)
    if fallen:
        text = pgettext(
            "on paper",
            "Of the cases not proposed, %(ineligible)02d were found ineligible in appraisal and %(refused)02d were not"
            " supported by the council.",
        )
        yield text % {"ineligible": fallen - refused, "refused": refused}


def _results(presented: Presented) -> Iterator[str]:
    """Each session with what came of the cases that are named in the letter."""
    votes = [one.vote for one in (*presented.proposed, *presented.fallen) if one.vote is not None]
    for session in presented.sessions:
        of_session = [one for one in votes if one.session_id == session.pk]
        yield _result(session, of_session)


def _result(session: CouncilSession, votes: Sequence[AgendaItem]) -> str:
    supported = sum(bool(one.supported) for one in votes)
    told = {"number": session.number, "year": session.year, "day": in_words(session.held_on)}
    text = pgettext(
        "on paper",
        "session %(number)s of the year %(year)s (%(day)s): %(yes)02d cases supported, %(no)02d not supported",
    )
    return text % {**told, "yes": supported, "no": len(votes) - supported}


def _divided(proposed: Sequence[Proposed]) -> Iterator[str]:
    """On how many of the proposed cases the council was not of one mind; the count of each stands in the list."""
    votes = [one.vote for one in proposed if one.vote is not None]
    divided = sum(bool(one.against or one.abstained) for one in votes)
    refused = sum(not one.supported for one in votes)
    if divided:
        text = pgettext(
            "on paper",
            "On %(count)02d of the cases of list 1 there were votes against or other opinions; the count of each stands"
            " in the list.",
        )
        yield text % {"count": divided}
    if refused:
        text = pgettext(
            "on paper",
            "%(count)02d of the cases of list 1 were not supported by the council; they are presented as the decider"
            " asked for.",
        )
        yield text % {"count": refused}


def _party(presented: Presented) -> Iterator[str]:
    """What each body has answered, and on how many cases none has: silence is no consent."""
    names = {one.nomination: one.said.name for one in presented.proposed}
    answered: dict[tuple[str, bool, str], list[int]] = {}
    for one in presented.party:
        if one.answered_at is not None:
            by = (str(one.organisation), bool(one.agrees), one.document or "……")
            answered.setdefault(by, []).append(one.nomination_id)
    for (body, agrees, document), some in answered.items():
        told = {"body": body, "count": len(some), "document": document}
        if agrees:
            yield pgettext("on paper", "%(body)s agrees on %(count)02d cases (%(document)s).") % told
        else:
            text = pgettext("on paper", "%(body)s does not agree on %(count)02d cases (%(document)s): %(names)s.")
            yield text % {**told, "names": ", ".join(names[key] for key in some)}
    asked = set(names) if presented.asks_party else {one.nomination_id for one in presented.party}
    silent = len(asked.difference(*answered.values()))
    if silent:
        text = pgettext("on paper", "On %(count)02d cases there is no opinion yet; silence is no consent.")
        yield text % {"count": silent}
