"""Nothing internal leaks: no public answer holds any internal field of a dossier that was awarded."""

from typing import Any

from tests.decisions.given import Authority
from tests.public_register.given import got, lines_of, office_head, told, words
from tests.support.walk import R1, R4
from workflow.audit.models import Entry, PersonalDetail
from workflow.decisions.commands import publish_decision, sign_decision
from workflow.decisions.models import Decision, DecisionLine
from workflow.directory.models import Person
from workflow.dossiers.models import Attachment, Nomination, Revision, SignOff
from workflow.management.demo.cast import Cast
from workflow.public_register.models import Level
from workflow.public_register.protecting import protect_award

INNER = "Chuyện nội bộ"


def _seeded(cast: Cast) -> tuple[list[Decision], list[DecisionLine]]:
    """Decisions of both ways to one, with a declined line, a protected one and a revoked one, each with its reasons."""
    council, short = Authority(cast, R1), Authority(cast, R4)
    decision, _keys = council.checked(3)
    lines = [line.pk for line in Nomination.objects.filter(case=decision.case_id).order_by("pk")]
    sign_decision(decision, **council.decider, declined={lines[1]: f"{INNER}: chưa đủ"})
    council.issue(decision)
    publish_decision(decision, **council.form)
    other, _keys = short.issued(2, first=10)
    first, second = lines_of(other)
    protect_award(first, **office_head(cast), level=Level.INITIALS.value, reason=f"{INNER}: bảo vệ")
    revocation = short.revoked([second.nomination_id])
    publish_decision(revocation, **short.form)
    every = [Decision.objects.get(pk=one.pk) for one in (decision, other, revocation)]
    return every, [line for one in every for line in lines_of(one)]


def _public(decisions: list[Decision], lines: list[DecisionLine], story: str) -> dict[str, str]:
    paths = [
        "/register/",
        "/register/?q=a",
        "/register/awards.json",
        "/register/stories/",
        f"/register/stories/{story}/",
    ]
    paths += [f"/{part}/{one.code}/" for one in decisions for part in ("register/decisions", "verify")]
    paths += [f"/{part}/{line.code}/" for line in lines for part in ("register/awards", "verify")]
    return {path: words(got(path)) for path in paths}


def _internal(lines: list[DecisionLine]) -> dict[str, Any]:
    """What stands inside, by what it is: none of it is for the public."""
    keys = [line.nomination_id for line in lines]
    nominations = Nomination.objects.filter(pk__in=keys)
    people = Person.objects.filter(nominee__nominations__in=keys)
    found: dict[str, Any] = {
        "reasons": [INNER, "Chưa đủ thuyết phục", "9/KL-TTr", "FRAUD", "fraudulent declaration"],
        "hashes of content": nominations.values_list("content_hash", flat=True),
        "hashes of lines": [line.hash for line in lines],
        "hashes of the record": Entry.objects.values_list("hash", flat=True),
        "hashes of files": Attachment.objects.values_list("sha256", flat=True),
        "names of files": Attachment.objects.values_list("file_name", flat=True),
        "achievements in full": nominations.values_list("achievement", flat=True),
        "keys of people": people.values_list("code", flat=True),
        "years of birth": [f">{one}<" for one in people.values_list("birth_year", flat=True)],
        "prizes": [f"{line.prize:,}".replace(",", ".") for line in lines if line.prize]
        + [f"{line.prize}" for line in lines if line.prize],
        "signatures": SignOff.objects.exclude(block="").values_list("block", flat=True),
        "who signed": Person.objects.filter(pk__in=SignOff.objects.values("person")).values_list(
            "full_name", flat=True
        ),
        "revisions": Revision.objects.values_list("material", flat=True),
        "details": PersonalDetail.objects.exclude(detail="").values_list("detail", flat=True),
        "inner addresses": ["/dossiers/", "/letters/", "/decisions/1", "/accounts/", "/admin/", "/publicity/"],
        "declined": [line.name for line in lines if line.verdict == DecisionLine.Verdict.DECLINE],
    }
    return {what: {str(one) for one in some if one} for what, some in found.items()}


def test_no_public_answer_holds_anything_internal_of_a_dossier(cast: Cast) -> None:
    decisions, lines = _seeded(cast)
    story = told(cast)
    pages = _public(decisions, lines, story.code)
    internal = _internal(lines)
    assert [what for what, some in internal.items() if not some] == [], "the seeded dossier has all of it"
    leaks = [
        (path, what, value)
        for path, page in pages.items()
        for what, some in internal.items()
        for value in some
        if " ".join(value.split()) in page
    ]
    assert leaks == []


def test_the_scan_sees_what_is_there(cast: Cast) -> None:
    """A scan that finds nothing anywhere would say nothing: what is public is found by it."""
    decisions, lines = _seeded(cast)
    page = _public(decisions, lines, told(cast).code)["/register/"]
    assert decisions[0].number in page
    assert lines[0].name in page


def test_public_addresses_and_files_bear_codes_and_no_keys_of_rows(cast: Cast) -> None:
    _seeded(cast)
    allowed = {
        "format", "version", "asked", "complete", "hidden", "awards", "code", "privacy", "standing", "name", "title",
        "unit", "kind", "award_form", "campaign", "achievement", "decision", "later", "number", "dated", "authority",
        "subject",
    }  # fmt: skip
    assert _keys_of(got("/register/awards.json").json()) == allowed


def _keys_of(given: Any) -> set[str]:
    if isinstance(given, dict):
        return set(given) | {key for value in given.values() for key in _keys_of(value)}
    return {key for value in given for key in _keys_of(value)} if isinstance(given, list) else set()
