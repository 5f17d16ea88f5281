"""Pages of drafting: a new letter, its nominees, what each line says and how it answers the criteria."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from workflow.awards.models import Criterion
from workflow.dossiers.answering import DeedPage, deed
from workflow.dossiers.answers import answer_criteria, attach_papers, overtaken
from workflow.dossiers.criteria import AnswersForm
from workflow.dossiers.drafting import add_nominations, edit_nomination, open_letter
from workflow.dossiers.forms import EditForm, EntryForm, LetterForm, material_of
from workflow.dossiers.merging import saved_by_another
from workflow.dossiers.models import Letter, Nomination
from workflow.dossiers.nominees import nominees_named, with_awards
from workflow.dossiers.open_pages import open_criteria, parts_open_on, read_answers, said_of
from workflow.dossiers.pens import pens_for
from workflow.dossiers.plan_answers import answered_by_plan, own_answers
from workflow.dossiers.queries import answers_given, criteria_asked, letter_for, line_to_edit, papers_for
from workflow.dossiers.reports import Refused, TransitionReport
from workflow.dossiers.views.acts import page_behind
from workflow.dossiers.views.signing import page_to_write
from workflow.dossiers.writing import not_edited_in
from workflow.pages.access import seen_by
from workflow.pages.acting import Request
from workflow.procedure.roles import Role
from workflow.procedure.states import State


@seen_by(Role.UNIT_OFFICER)
def letter_new(request: Request) -> HttpResponse:
    """Open a letter of a unit under one of the person's posts there."""
    page = DeedPage(
        title=_("New letter"),
        posts=request.acting.fitting({Role.UNIT_OFFICER}),
        back=reverse("letters"),
        submit=_("Open the letter"),
        template="dossiers/letter_new.html",
        done=_("The letter is open. Add the nominees."),
        initial={name: request.GET[name] for name in _narrows if name in request.GET},
        form={"today": request.acting.today, "narrow": request.GET},
        then=lambda report: reverse("letter", args=[report.made["letter"]]),
    )
    return deed(request, LetterForm, page, _open)


_narrows = ("route", "authority", "campaign", "round", "subject")


def _open(form: LetterForm) -> TransitionReport:
    unit = form.posts[form.cleaned_data["under"]].organisation
    given = form.given
    return open_letter(unit, award_round=given.pop("round"), **given, **form.acts)


@seen_by(Role.UNIT_OFFICER, invited=True)
def line_add(request: Request, pk: int) -> HttpResponse:
    """Put a nominee on a letter that is being prepared."""
    one = letter_for(request.acting, pk)
    words = {"title": _("Add a nominee"), "submit": _("Add"), "template": "dossiers/line_add.html"}
    done = _("Added. What is missing stands beside the line.")
    asked = {"letter": one, "today": request.acting.today}
    page = page_to_write(one, request, form=asked, done=done, then=_next(one, request), **words)
    return deed(request, EntryForm, page, lambda form: add_nominations(one, [form.entry], **form.acts))


def _next(one: Letter, request: Request) -> Callable[[TransitionReport], str]:
    """After a nominee: the form again where another is to follow, else the letter."""
    name = "line_add" if "another" in request.POST else "letter"
    return lambda _report: reverse(name, args=[one.pk])


@seen_by(Role.UNIT_OFFICER, invited=True)
def nominees(request: Request) -> HttpResponse:
    """People and bodies by name with their awards, as choices of a form or, for a table, as a list of options."""
    text = request.GET.get("q", "").replace("\0", "")
    found = with_awards(nominees_named(text, request.acting.today))
    template = "dossiers/_nominee_options.html" if "options" in request.GET else "dossiers/_nominees.html"
    return render(request, template, {"found": found, "asked": text})


def page_of_line(line: Nomination, request: Request, **page: Any) -> DeedPage:
    """The page of a deed on one line: for the unit's officer, and for a colleague invited into its letter."""
    return DeedPage(posts=pens_for(line, request.acting), back=page_behind(line), lines=[line], **page)


def _section(line: Nomination, template: str) -> dict[str, Any]:
    """What the page of a section of a line has: drafts, and why it has to wait where the line is elsewhere."""
    refused = tuple(filter(None, [not_edited_in(State(line.state))]))
    return {"template": f"dossiers/{template}.html", "drafts": True, "refused": refused}


@seen_by(Role.UNIT_OFFICER, invited=True)
def line_edit(request: Request, pk: int) -> HttpResponse:
    """Change what a line says, unless somebody changed it meanwhile."""
    line = line_to_edit(request.acting, pk)
    parts = parts_open_on(line, request.acting.today)
    words = {"title": _("Edit the nomination"), "submit": _("Save"), "done": _("Saved.")}
    words |= _section(line, "section") | said_of(parts, parts.fields if parts else ())
    asked = {"simplified": line.route.rules.simplified, "parts": parts}
    page = page_of_line(line, request, initial=material_of(line), form=asked, **words)
    return deed(request, EditForm, page, lambda form: _edit(line, form))


def _edit(line: Nomination, form: EditForm) -> TransitionReport | None:
    """What the form was compared with is what the command expects."""
    if form.conflicts:
        raise Refused((), {line.pk: (saved_by_another(),)})
    if form.took_all:
        return None
    return edit_nomination(line.pk, form.changes, expect=line.version, **form.acts)


@seen_by(Role.UNIT_OFFICER, invited=True)
def line_criteria(request: Request, pk: int) -> HttpResponse:
    """Answer the criteria of a line, with the documents and files that prove the answers."""
    line = line_to_edit(request.acting, pk)
    parts, criteria = parts_open_on(line, request.acting.today), list(criteria_asked(line))
    asked = _asked(line, open_criteria(criteria, parts), request.acting.today)
    words = {"title": _("Criteria"), "submit": _("Save the answers"), "done": _("Saved.")}
    words |= _section(line, "line_criteria") | said_of(parts, asked["criteria"])
    shows = {"closed": read_answers(line, criteria, parts)}
    page = page_of_line(line, request, form=asked, shows=shows, **words)
    return deed(request, AnswersForm, page, lambda form: _answer(pk, form))


def _asked(line: Nomination, criteria: list[Criterion], today: date) -> dict[str, Any]:
    """What the form of the criteria is made of."""
    return {
        "line": line,
        "criteria": criteria,
        "answers": own_answers(answers_given(line)),
        "papers": list(papers_for(line)),
        "plans": answered_by_plan(line, criteria, today),
    }


def _answer(pk: int, form: AnswersForm) -> TransitionReport | None:
    """Files first: the answers name them. A file that was stored and attached stays when an answer is refused."""
    if form.newer:
        raise Refused((), {pk: (overtaken([one.criterion.code for one in form.newer]),)})
    if form.done:
        return None
    new = form.added()
    added: dict[str, int] = {}
    if new:
        files = {**form.acts, "operation_id": "".join((form.acts["operation_id"][:32], new[0][1].file.sha256[:24]))}
        made = attach_papers([paper for _question, paper in new], **files).made["papers"]
        added = {question.name: paper for (question, _paper), paper in zip(new, made, strict=True)}
    answers = [question.given_answer(added.get(question.name)) for question in form.changed]
    return answer_criteria({pk: answers}, expect={pk: form.marks_seen}, **form.acts)
