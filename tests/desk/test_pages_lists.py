"""Every list of the office, the council, the decisions and the desk takes as many statements at 10 rows as at 1,000."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.appraisal.given import head, specialist, today
from tests.council.given import Council
from tests.decisions.given import Authority
from tests.desk import many
from tests.dossiers.lists_given import row, sheet
from tests.dossiers.pages_given import signed_in
from tests.support.walk import R1, Walk
from workflow.appraisal.consultations import consult
from workflow.appraisal.models import Consultation, Hold
from workflow.audit import models as audit
from workflow.council.agenda import fix_agenda
from workflow.council.closing import close_voting
from workflow.decisions.models import Decision
from workflow.directory.clusters import ClusterWatch
from workflow.dossiers.door import apply_transition
from workflow.dossiers.entries import Entry
from workflow.dossiers.models import Letter, Nomination
from workflow.dossiers.uploaded import keep_list
from workflow.management.demo import drafts
from workflow.management.demo.cast import Cast
from workflow.procedure.facts import Reason
from workflow.procedure.transitions import Transition

Fill = Callable[[int], Any]


def statements(cast: Cast, name: str, path: str) -> int:
    """How many statements a person's page takes."""
    client = signed_in(cast, name)
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def test_the_pages_of_a_session_and_a_decision_take_as_many_statements_for_many_lines_as_for_few(cast: Cast) -> None:
    council, authority = Council(cast), Authority(cast)
    few, first = council.closed(2)
    small = statements(cast, "council-06", reverse("session", args=[few.pk]))
    council.sign(few)
    authority.present(first[0])
    draft = Decision.objects.get()
    small_draft = statements(cast, R1.bodies.form, reverse("decision", args=[draft.pk]))
    session, lines = council.referred(entries=households(40))
    fix_agenda(session, today(), **council.secretary)
    council.open(session)
    council.all_vote(session, council.names(session), "AGREE")
    close_voting(session, **council.secretary)
    assert statements(cast, "council-06", reverse("session", args=[session.pk])) == small
    council.sign(session)
    authority.present(lines[0])
    assert statements(cast, R1.bodies.form, reverse("decision", args=[draft.pk])) == small_draft


def households(number: int) -> list[Entry]:
    """Households as nominees."""
    return [drafts.household(f"Hộ ông Số {place}", R1.award_form) for place in range(number)]


def appraisals_at_the_office(cast: Cast) -> Fill:
    one, _lines = Walk(cast).assigned(1)
    return lambda number: many.appraisals(one, number)


def sessions_of_the_council(cast: Cast) -> Fill:
    one, _lines = Council(cast).fixed(1)
    return lambda number: many.sessions(one, number)


def decisions_of_the_authority(cast: Cast) -> Fill:
    one, _lines = Authority(cast).issued(1)
    return lambda number: many.decisions(one, number)


def holds_of_the_office(cast: Cast) -> Fill:
    _appraisal, lines = Walk(cast).assigned(1)
    why = Reason("", code="COMPLAINT", document="12/CV", review_on=today() + timedelta(days=9))
    apply_transition(Transition.HOLD_AT_OFFICE, lines, reason=why, **head(cast))
    one = Hold.objects.get()
    return lambda number: many.holds(one, number)


def opinions_asked(cast: Cast) -> Fill:
    _appraisal, lines = Walk(cast).assigned(1)
    consult(lines, cast.organisation("cong-an-tinh"), **specialist(cast))
    one = Consultation.objects.get()
    return lambda number: many.consultations(one, number)


def letters_on_the_desk(cast: Cast) -> Fill:
    one, _lines = Walk(cast).with_head(1)
    return lambda number: many.letters(one, number)


def letters_sent(cast: Cast) -> Fill:
    Walk(cast).at_office(1)
    one = Letter.objects.get()
    return lambda number: many.letters(one, number)


def lines_sent(cast: Cast) -> Fill:
    _letter, (line,) = Walk(cast).issued(1)
    one = Nomination.objects.get(pk=line)
    return lambda number: many.nominations(one, number)


def entries_of_the_record(cast: Cast) -> Fill:
    Walk(cast).issued(1)
    one = audit.Entry.objects.filter(stream__startswith="nomination:").latest("pk")
    return lambda number: many.entries(one, number)


def clusters_watched(cast: Cast) -> Fill:
    Walk(cast).issued(1)
    one = ClusterWatch.objects.filter(appointment__person=cast.person("council-12")).latest("pk")
    return lambda number: many.clusters(one, number)


@pytest.mark.parametrize(
    ("fills", "who", "name"),
    [
        (letters_on_the_desk, "nnmt-head", "letters"),
        (lines_sent, "tdkt-head", "dossiers"),
        (entries_of_the_record, "inspector", "audit"),
        (lines_sent, "council-12", "oversight"),
        (clusters_watched, "council-12", "oversight"),
        (appraisals_at_the_office, "tdkt-head", "appraisals"),
        (sessions_of_the_council, R1.bodies.secretary, "sessions"),
        (decisions_of_the_authority, R1.bodies.form, "decisions"),
        (holds_of_the_office, "tdkt-head", "holds"),
        (opinions_asked, "police-consulted", "consultations"),
        (letters_on_the_desk, "nnmt-head", "desk"),
        (letters_sent, "nnmt-officer", "desk"),
    ],
)
def test_a_list_takes_as_many_statements_at_a_thousand_rows_as_at_ten(
    cast: Cast, fills: Callable[[Cast], Fill], who: str, name: str
) -> None:
    fill = fills(cast)
    fill(9)
    few = statements(cast, who, reverse(name))
    fill(990)
    assert statements(cast, who, reverse(name)) == few < 25


@pytest.mark.parametrize(
    ("name", "who"), [("letter", "nnmt-officer"), ("letter_review", "nnmt-head"), ("letter_print", "nnmt-head")]
)
def test_a_letter_takes_as_many_statements_with_a_thousand_lines_as_with_ten(cast: Cast, name: str, who: str) -> None:
    letter, (line,) = Walk(cast).with_head(1)
    one = Nomination.objects.get(pk=line)
    many.nominations(one, 9)
    few = statements(cast, who, reverse(name, args=[letter.pk]))
    many.nominations(one, 990)
    assert statements(cast, who, reverse(name, args=[letter.pk])) == few


def test_a_list_from_a_workbook_takes_as_many_statements_with_a_thousand_rows_as_with_ten(cast: Cast) -> None:
    letter, _lines = Walk(cast).drafted(1)
    counts = []
    for number in (10, 1_000):
        some = [
            row(f"Không Có {place}") if place % 2 else row(f"Hộ {place}", kind="HOUSEHOLD") for place in range(number)
        ]
        keep_list(letter, cast.person("nnmt-officer").pk, "a.xlsx", sheet(*some))
        counts.append(statements(cast, "nnmt-officer", reverse("letter_list", args=[letter.pk])))
    assert counts[0] == counts[1]
