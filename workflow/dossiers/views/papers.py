"""Pages of papers: attach them to a letter or a line, take one off, read one."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Any

from django.core.files.storage import default_storage
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from workflow.directory.denied import Denied
from workflow.dossiers.answering import DeedPage, deed
from workflow.dossiers.answers import remove_paper
from workflow.dossiers.models import Attachment
from workflow.dossiers.open_pages import parts_open_on, said_of
from workflow.dossiers.open_parts import fixed_papers
from workflow.dossiers.papers import StoredFile, place_of
from workflow.dossiers.pens import pens_on
from workflow.dossiers.queries import letter_for, line_to_edit, paper_for, papers_of
from workflow.dossiers.scanning import Scan
from workflow.dossiers.uploading import upload
from workflow.dossiers.views.drafting import page_of_line
from workflow.dossiers.views.signing import page_to_write
from workflow.pages.access import EVERY_POST, seen_by
from workflow.pages.acting import Request
from workflow.pages.forms import DeedForm
from workflow.procedure.roles import Role


@seen_by(Role.UNIT_OFFICER, invited=True)
def letter_papers(request: Request, pk: int) -> HttpResponse:
    """Attach papers to a letter in preparation: they are papers of all its lines."""
    one = letter_for(request.acting, pk)
    lead = _("A paper of the letter is a paper of each of its lines.")
    words = _words(_("Papers of the letter"), papers_of(one.attachments.all()))
    page = page_to_write(one, request, lead=lead, **words)
    return upload(request, page, letter=pk)


@seen_by(Role.UNIT_OFFICER, invited=True)
def line_papers(request: Request, pk: int) -> HttpResponse:
    """Attach papers to one line that is drafted or supplemented."""
    line = line_to_edit(request.acting, pk)
    parts, papers = parts_open_on(line, request.acting.today), list(papers_of(line.attachments.all()))
    words = _words(_("Papers of the nomination"), papers, fixed_papers(papers, parts) if parts else ())
    words |= said_of(parts, parts.attachable if parts else ())
    kinds = parts.attachable if parts else None
    only = next(iter(kinds)) if kinds is not None and len(kinds) == 1 else None
    asked = {"initial": {"kind": request.GET.get("kind", only)}, "form": {"kinds": kinds}}
    return upload(request, page_of_line(line, request, **asked, **words), nomination=pk)


def _words(title: str, papers: Iterable[Attachment], fixed: Collection[int] = ()) -> dict[str, Any]:
    """What the two pages of attaching say alike; the papers that are `fixed` are not taken off now."""
    shows = {"papers": papers, "removable": True, "fixed": fixed}
    return {
        "title": title,
        "submit": _("Attach"),
        "template": "dossiers/papers.html",
        "shows": shows,
    }


@seen_by(Role.UNIT_OFFICER, invited=True)
def paper_remove(request: Request, pk: int) -> HttpResponse:
    """Take a paper off. The file stays in the store, and older revisions still name it."""
    paper = paper_for(request.acting, pk)
    return deed(request, DeedForm, _removing(paper, request), lambda form: remove_paper(paper, **form.acts))


def _removing(paper: Attachment, request: Request) -> DeedPage:
    """The page on which a paper is taken off, for whoever writes in its letter."""
    words: dict[str, Any] = {
        "title": _("Take the paper off"),
        "submit": _("Take off"),
        "lead": _("«%(title)s»: answers that rest on it lose this evidence.") % {"title": paper.title},
        "danger": True,
    }
    if paper.nomination is not None:
        back = reverse("line_papers", args=[paper.nomination.pk])
        return replace(page_of_line(paper.nomination, request, **words), back=back)
    assert paper.letter is not None  # noqa: S101 -- a paper belongs to one of the two
    posts = pens_on(paper.letter, request.acting)
    return DeedPage(posts=posts, back=reverse("letter_papers", args=[paper.letter.pk]), **words)


@seen_by(*EVERY_POST)
def paper(request: Request, pk: int) -> FileResponse:
    """Send the file of a paper that the person may read: as a file to keep, never as a page."""
    one = paper_for(request.acting, pk)
    return sent_file(StoredFile(one.sha256, one.size, one.content_type, one.file_name, Scan(one.scan)))


def sent_file(one: StoredFile) -> FileResponse:
    """A file of the store as a file to keep: no browser shows it as a page. Raises `Denied` for an infected one."""
    require_sendable(one.scan)
    file = default_storage.open(place_of(one.sha256))
    answer = FileResponse(file, as_attachment=True, filename=one.file_name, content_type=one.content_type)
    make_inert(answer)
    return answer


def require_sendable(scan: str) -> None:
    """Raises `Denied` for an infected file."""
    if scan == Scan.INFECTED:
        raise Denied(_("This file is infected and is not sent."))


def make_inert(answer: HttpResponseBase) -> None:
    """Whatever is in it, it is what its type says, and does nothing."""
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
