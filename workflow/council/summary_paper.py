"""The facts of a session's summary table (D7): what was submitted, by cluster and body, and what was not eligible."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from django.utils.translation import override, pgettext

from workflow.council.models import CouncilSession
from workflow.council.summary import Counted, Pool, Ruled, Summary
from workflow.directory.dateline import dateline, in_words
from workflow.documents.frame import frame_of
from workflow.documents.tables import CENTRED, RIGHT, Column, table
from workflow.dossiers.names import names_of

if TYPE_CHECKING:
    from workflow.audit.canonical import Json


def summary_facts(session: CouncilSession, summary: Summary) -> "dict[str, Json]":
    """The facts of the table, by the standing office. A constant number of statements."""
    office = summary.office
    with override("vi"):
        title = pgettext("on paper", "Summary table")
        superior = str(office.parent) if office.parent else ""
        about = {"number": session.number, "year": session.year, "day": in_words(session.held_on)}
        text = pgettext(
            "on paper", "Results of the appraisal, for session %(number)s of the year %(year)s of the council, %(day)s"
        )
        return {
            **frame_of(title, session.held_on or date(1970, 1, 1), issuer=str(office), superior=superior),
            "paper": {
                "place_day": dateline(office.pk, session.held_on),
                "kind": title,
                "subject": text % about,
                "sign": [
                    {"above": [pgettext("on paper", "TABLE MADE BY")], "name": ""},
                    {"above": [pgettext("on paper", "HEAD OF THE STANDING OFFICE")], "name": ""},
                ],
            },
            "told": {"has_ineligible": bool(summary.ineligible)},
            "tables": {"counts": _counts(summary), "ineligible": _ineligible(summary.ineligible)},
        }


def _counts(summary: Summary) -> "dict[str, Json]":
    heads: list[Column] = [
        (pgettext("on paper", "No."), 2, CENTRED),
        (pgettext("on paper", "Submitted by"), 10),
        (pgettext("on paper", "Allocated"), 3, RIGHT),
        (pgettext("on paper", "Proposed"), 3, RIGHT),
        (pgettext("on paper", "Eligible"), 3, RIGHT),
        (pgettext("on paper", "Not eligible"), 3, RIGHT),
        (pgettext("on paper", "Supported by the council"), 3, RIGHT),
    ]
    return table(heads, _rows(summary), landscape=True)


def _rows(summary: Summary) -> "Iterator[Json]":
    """The bodies under their clusters, numbered through; those of none last, under a heading where there are others."""
    number, has_clusters = 0, any(one.cluster for one in summary.bodies)
    for cluster, some in groupby(summary.bodies, key=lambda one: one.cluster):
        if has_clusters:
            yield {"heading": cluster or pgettext("on paper", "Other bodies")}
        for one in some:
            number += 1
            yield [str(number), one.body.name, *_figures([one], is_counted=summary.is_counted)]
    total = _figures(summary.bodies, is_counted=summary.is_counted)
    yield {"total": ["", pgettext("on paper", "Total"), *total]}


def _figures(bodies: Iterable[Counted], *, is_counted: bool) -> list[str]:
    """Allocated, proposed, eligible, not eligible, supported. A number on which several draw is counted once."""
    every = list(bodies)
    pools: dict[Pool, int] = {pool: amount for one in every for pool, amount in one.pools.items()}
    return [
        str(sum(pools.values())) if pools else "",
        str(sum(one.proposed for one in every)),
        str(sum(one.eligible for one in every)),
        str(sum(one.ineligible for one in every)),
        str(sum(one.passed for one in every)) if is_counted else "",
    ]


def _ineligible(ruled: Sequence[Ruled]) -> "dict[str, Json]":
    names = names_of(one.line.pk for one in ruled)
    cells: list[Json] = [
        [str(number), names[one.line.pk][0], str(one.line.unit), str(one.line.award_form), one.reason]
        for number, one in enumerate(ruled, 1)
    ]
    heads: list[Column] = [
        (pgettext("on paper", "No."), 2, CENTRED),
        (pgettext("on paper", "Name"), 7),
        (pgettext("on paper", "Submitting unit"), 7),
        (pgettext("on paper", "Award form"), 6),
        (pgettext("on paper", "Reason"), 12),
    ]
    return table(heads, cells, landscape=True)
