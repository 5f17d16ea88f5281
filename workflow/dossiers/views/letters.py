"""Pages of letters: the list, one letter with its lines, its review, and the letter in print."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from workflow.dossiers.finding import LetterFilter
from workflow.dossiers.models import Letter, Nomination
from workflow.dossiers.offers import asking_others, offers_for
from workflow.dossiers.office_papers import office_papers_of
from workflow.dossiers.pens import colleagues_of, writes
from workflow.dossiers.queries import (
    READERS,
    letter_for,
    letters_read_by,
    lines_in_print,
    lines_on_case,
    lines_that_stood_on,
    minutes_of,
    papers_of,
    reads_paper_of_office,
    signature_on,
    states_of,
    to_read,
    with_phase,
)
from workflow.dossiers.reviewing import ReviewParts
from workflow.dossiers.secret_queries import secrets_of, stubs_of
from workflow.dossiers.showing import (
    deeds_on,
    groups_of,
    prepares,
    readiness_of,
    shown_lines,
    signable_of,
    signs,
    splits,
)
from workflow.dossiers.signing import lines_above
from workflow.dossiers.tasks import tasks_of
from workflow.dossiers.telling import moments_of
from workflow.pages.access import seen_by
from workflow.pages.acting import Request
from workflow.pages.listing import Page, page_of
from workflow.procedure.roles import Role
from workflow.worklist.queries import desk_of


@seen_by(*READERS, invited=True)
def letters(request: Request) -> HttpResponse:
    """The letters the person sees, newest first, narrowed by what is asked in the address."""
    asked = LetterFilter(request)
    every = with_phase(asked.narrowed(letters_read_by(request.acting)))
    page = page_of(every.select_related("organisation", "authority", "campaign").order_by("-pk"), request)
    may_open = bool(request.acting.fitting({Role.UNIT_OFFICER}))
    return render(request, "dossiers/letters.html", {"page": page, "filter": asked, "may_open": may_open})


@seen_by(*READERS, invited=True)
def letter(request: Request, pk: int) -> HttpResponse:
    """One letter: what it says, its lines with what each lacks and what may be done, and what became of it."""
    one = letter_for(request.acting, pk)
    on = (lines_on_case if one.issued_at is None else lines_that_stood_on)(one.case_id, request.acting)
    page = page_of(on.select_related("award_form", "unit"), request, size=500)
    return render(
        request, "dossiers/letter.html", {"page": page, "states": states_of(on), **_shows(one, page, request)}
    )


def _shows(one: Letter, page: Page[Nomination], request: Request) -> dict[str, Any]:
    """What the page of a letter shows beside its facts."""
    acting, desk = request.acting, desk_of(one.case_id)
    preparing, pen = prepares(one, desk, acting), writes(one, desk, acting)
    readiness = readiness_of(one, desk, page.rows, acting) if desk and (preparing or pen) and page.rows else None
    papers, minutes = papers_of(one.attachments.all()), minutes_of(one)
    lines = shown_lines(page.rows, acting, readiness)
    asked = [item for line in lines for item in line.items]
    return {
        "letter": one,
        "desk": desk,
        "pen": pen,
        "colleagues": colleagues_of(one, desk, acting),
        "secrets": secrets_of(one, desk, acting),
        "readiness": readiness,
        "lines": lines,
        "tasks": tasks_of(one, page.rows, readiness, papers, minutes, asked) if preparing else (),
        "deeds": deeds_on(one, desk, acting),
        "offers": [*offers_for(page, acting), *asking_others(page, acting), *splits(one, desk, acting)],
        "papers": papers,
        "minutes": minutes,
        "office_papers": office_papers_of(one, acting),
        "moments": moments_of(f"{Letter.stream}:{one.pk}"),
        "presents": reads_paper_of_office(one, acting),
    }


@seen_by(Role.UNIT_HEAD, Role.OFFICE_HEAD)
def letter_review(request: Request, pk: int) -> HttpResponse:
    """What a head reads before signing: each line with its achievement, answers and evidence, exceptions first."""
    one = letter_for(request.acting, pk)
    on = lines_on_case(one.case_id, request.acting)
    may_sign = signs(one, desk_of(one.case_id), request.acting)
    signable = signable_of(one, request.acting) if may_sign else None
    asked = ReviewParts(request, signable)
    page = page_of(to_read(asked.narrowed(on)), request, size=100)
    shows = _shows(one, page, request) | {
        "lines": shown_lines(page.rows, request.acting, signable, to_read=True),
        "signable": signable,
        "narrow": asked,
    }
    return render(request, "dossiers/letter_review.html", {"page": page, "states": states_of(on), **shows})


@seen_by(*READERS, invited=True)
def letter_print(request: Request, pk: int) -> HttpResponse:
    """The letter as it is printed, with the annexed list; a draft says that it is one."""
    one = letter_for(request.acting, pk)
    lines = lines_in_print(one.case_id, request.acting).select_related("award_form")
    signature = signature_on(one.case_id)
    shows = {
        "letter": one,
        "groups": groups_of(lines),
        "signature": signature,
        "above": lines_above(signature),
        "papers": papers_of(one.attachments.all()),
        "stubs": stubs_of(one),
        "presents": reads_paper_of_office(one, request.acting),
    }
    return render(request, "dossiers/letter_print.html", shows)
