"""The facts of a unit's letter (D1) and of its list of nominees (D2) as official papers.

Whoever asks gets the lines that person may see, as the page for print shows them; a letter that is not issued says on
each page that it is a draft. A secret dossier stands with its register number alone.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import override, pgettext

from workflow.awards.models import CampaignDocument
from workflow.directory.dateline import dateline, in_words
from workflow.documents.frame import frame_of
from workflow.dossiers.models import Letter, SignOff
from workflow.dossiers.nominee_paper import Listed, award_of, counts_of, listed_on, table_of
from workflow.dossiers.queries import minutes_of, papers_of, signature_on
from workflow.dossiers.secret_queries import stubs_of
from workflow.dossiers.signing import lines_above
from workflow.pages.acting import Acting

if TYPE_CHECKING:
    from workflow.audit.canonical import Json


def letter_facts(letter: Letter, acting: Acting) -> "dict[str, Json] | None":
    """The facts of the letter with its annexed list; none where there is no line to show. Constantly few statements.

    The letter of an office to its decider is another document, and has none.
    """
    if letter.kind == Letter.Kind.OFFICE:
        return None
    with override("vi"):
        listed = listed_on(letter.case_id, letter.dated or acting.today, acting)
        return _letter(letter, listed) if listed else None


def nominee_list_facts(letter: Letter, acting: Acting) -> "dict[str, Json] | None":
    """The facts of the list of nominees alone; none where there is no line to show. Constantly few statements."""
    with override("vi"):
        listed = listed_on(letter.case_id, letter.dated or acting.today, acting)
        return _list(letter, listed) if listed else None


def _letter(letter: Letter, listed: Sequence[Listed]) -> "dict[str, Json]":
    number = letter.number or "……/TTr"
    cited = {"number": number, "day": in_words(letter.dated)}
    merit = pgettext("on paper", "with outstanding achievements in: %(campaigns)s") % {"campaigns": letter.campaign}
    return {
        **_frame(letter, pgettext("on paper", "Letter No. %(number)s") % {"number": number}),
        "paper": {
            "number": pgettext("on paper", "No.: %(number)s") % {"number": number},
            "place_day": _place_day(letter),
            "kind": pgettext("on paper", "Letter of submission"),
            "subject": letter.subject,
            "sign": [_signature(signature_on(letter.case_id))],
            "recipients": [pgettext("on paper", "As above;"), pgettext("on paper", "Filed at the registry.")],
            "draft": letter.issued_at is None,
        },
        "told": {
            "to": str(letter.authority),
            "bases": list(_bases(letter)),
            "council": _council(letter),
            "award": award_of(listed),
            "counts": counts_of(listed),
            "merit": merit if letter.campaign else "",
            "attachments": list(_attached(letter)),
            "cited": pgettext("on paper", "No. %(number)s, %(day)s") % cited,
        },
        "tables": {"annex": table_of(listed)},
    }


def _list(letter: Letter, listed: Sequence[Listed]) -> "dict[str, Json]":
    maker = {"above": [pgettext("on paper", "MADE BY")], "name": ""}
    return {
        **_frame(letter, pgettext("on paper", "List of nominees")),
        "paper": {
            "place_day": _place_day(letter),
            "kind": pgettext("on paper", "List of nominees"),
            "subject": letter.subject,
            "sign": [maker, _signature(signature_on(letter.case_id))],
            "draft": letter.issued_at is None,
        },
        "told": {"counts": pgettext("on paper", "In all: %(counts)s.") % {"counts": counts_of(listed)}},
        "tables": {"nominees": table_of(listed)},
    }


def _frame(letter: Letter, title: str) -> "dict[str, Json]":
    body = letter.organisation
    superior = str(body.parent) if body.parent else ""
    return frame_of(title, letter.dated or date(1970, 1, 1), issuer=str(body), superior=superior)


def _place_day(letter: Letter) -> str:
    return dateline(letter.organisation_id, letter.dated)


def _signature(signature: SignOff | None) -> "dict[str, Json]":
    if signature is None:
        return {"above": [pgettext("on paper", "HEAD OF THE UNIT")], "name": ""}
    return {"above": list(lines_above(signature)), "name": str(signature.person)}


def _bases(letter: Letter) -> Iterator[str]:
    """The plan of the campaign, where its number is known."""
    launched = CampaignDocument.objects.filter(campaign=letter.campaign_id, use="LAUNCH").exclude(number="")
    for one in launched.order_by("position", "pk"):
        text = pgettext("on paper", "On the basis of document No. %(number)s of %(day)s of %(issuer)s: %(title)s;")
        day = f"{one.issued_on:%d/%m/%Y}" if one.issued_on else "……"
        yield text % {"number": one.number, "issuer": one.issuer, "title": one.title, "day": day}


def _council(letter: Letter) -> str:
    """That the unit's own council has looked at the lines, where its minutes were recorded."""
    minutes = minutes_of(letter)
    if minutes is None:
        return ""
    told = {"day": in_words(minutes.held_on), "present": minutes.present, "members": minutes.members}
    text = pgettext(
        "on paper",
        "The unit's council on commendation met on %(day)s with %(present)s of %(members)s members, considered the"
        " cases named in the list and voted on each.",
    )
    return text % told


def _attached(letter: Letter) -> Iterator[str]:
    for paper in papers_of(letter.attachments.all()):
        yield f"{paper.title};"
    for stub in stubs_of(letter):
        text = pgettext("on paper", "a secret dossier, sent by its own way: register No. %(number)s (%(degree)s);")
        yield text % {"number": stub.register_number, "degree": stub.degree_label}
