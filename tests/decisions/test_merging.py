"""Assembling: the lines of one draft of awards go into another of the same authority, and its case ends."""

from tests.appraisal.given import desk, states
from tests.appraisal.proof import refused
from tests.decisions.given import SUBJECT, Authority
from tests.directory.given import last_entry
from tests.dossiers.pages_given import sent, signed_in, text_of
from tests.support.walk import R1, R3, R3S
from workflow.decisions.commands import check_form, sign_decision, submit_draft
from workflow.decisions.merging import merge_decisions
from workflow.decisions.models import Decision
from workflow.decisions.revocation import draft_revocation
from workflow.decisions.splitting import split_decision
from workflow.dossiers.models import Nomination
from workflow.management.demo.cast import Cast
from workflow.management.demo.desks import LOOKED_AT


def _on(decision: Decision) -> list[int]:
    return list(Nomination.objects.filter(case=decision.case_id).order_by("pk").values_list("pk", flat=True))


def _two(authority: Authority) -> tuple[Decision, Decision, list[int]]:
    """Two drafts of one authority, of three lines."""
    decision, lines = authority.presented(3)
    made = split_decision(decision, lines[:1], **authority.form).made["decision"]
    return decision, Decision.objects.get(pk=made), lines


def test_the_lines_of_another_draft_come_in_and_the_other_ends(cast: Cast) -> None:
    authority = Authority(cast)
    decision, other, lines = _two(authority)
    merge_decisions(decision, other, **authority.form)
    assert (_on(decision), _on(other)) == (sorted(lines), [])
    assert (desk(decision.case_id), desk(other.case_id)) == ("draft", "")
    other.refresh_from_db()
    assert other.case.finished is not None
    deed, _person, data, _personal = last_entry(f"decision:{decision.pk}")
    assert (deed, data["lines"], data["from"]) == ("DECISION_MERGED", lines[:1], other.pk)
    deed, _person, data, _personal = last_entry(f"decision:{other.pk}")
    assert (deed, data["into"]) == ("DECISION_MERGED_AWAY", decision.pk)
    assert last_entry(f"nomination:{lines[0]}")[0] == "DECISION_MERGED"


def test_what_was_merged_is_signed_as_one(cast: Cast) -> None:
    authority = Authority(cast)
    decision, other, lines = _two(authority)
    merge_decisions(decision, other, **authority.form)
    submit_draft(decision, SUBJECT, **authority.form)
    check_form(decision, **LOOKED_AT, **authority.form)
    sign_decision(decision, **authority.decider)
    authority.issue(decision)
    assert states(lines) == ["AWARDED"] * 3


def test_lines_of_several_letters_and_award_forms_stand_in_one_decision(cast: Cast) -> None:
    authority = Authority(cast)
    first, lines = authority.presented(2)
    submit_draft(first, SUBJECT, **authority.form)
    second, more = authority.presented(1, first=5)
    assert first != second
    with refused("composed"):
        merge_decisions(second, first, **authority.form)
    third = Decision.objects.get(pk=split_decision(first, lines[:1], **authority.form).made["decision"])
    merge_decisions(second, third, **authority.form)
    assert _on(second) == sorted([lines[0], *more])


def test_drafts_of_two_authorities_are_two_decisions(cast: Cast) -> None:
    authority = Authority(cast)
    decision, _lines = authority.presented(1)
    other, _more = Authority(cast, R3S).presented(1, first=5)
    with refused("authority"):
        merge_decisions(decision, other, **authority.form)


def test_a_revocation_is_not_merged(cast: Cast) -> None:
    authority = Authority(cast)
    _issued, lines = authority.issued(1)
    made = draft_revocation(lines, **authority.decider, ground="FRAUD", document="9/KL").made["decision"]
    revocation = Decision.objects.get(pk=made)
    decision, _more = authority.presented(1, first=5)
    for one, other in ((decision, revocation), (revocation, decision)):
        with refused("kind"):
            merge_decisions(one, other, **authority.form)


def test_what_is_signed_or_beyond_the_desk_takes_nothing_and_gives_nothing(cast: Cast) -> None:
    authority = Authority(cast)
    signed, _lines = authority.signed(1)
    decision, _more = authority.presented(1, first=5)
    for one, other in ((decision, signed), (signed, decision)):
        with refused("signed"):
            merge_decisions(one, other, **authority.form)
    with refused("other"):
        merge_decisions(decision, decision, **authority.form)


def test_only_the_office_of_the_decider_assembles(cast: Cast) -> None:
    authority = Authority(cast)
    decision, other, _lines = _two(authority)
    for acts in (authority.decider, authority.clerk, Authority(cast, R3).form):
        with refused("role", security=True):
            merge_decisions(decision, other, **acts)


def test_the_page_offers_the_drafts_beside(cast: Cast) -> None:
    authority = Authority(cast)
    decision, other, lines = _two(authority)
    client, path = signed_in(cast, R1.bodies.form), f"/decisions/{decision.pk}/merge/"
    assert path in text_of(client.get(f"/decisions/{decision.pk}/"))
    answer = sent(client, path, other=str(other.pk))
    assert (answer.status_code, answer["Location"], _on(decision)) == (302, f"/decisions/{decision.pk}/", sorted(lines))
    assert path not in text_of(client.get(f"/decisions/{decision.pk}/"))
    assert client.get(path).context["form"].fields["other"].queryset.count() == 0
