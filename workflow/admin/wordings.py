"""The wordings of documents: kept per legal regime, tried before they are kept, shown with invented facts."""

from typing import Any, Final, cast
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from workflow.admin.kept import BasisForm, Reference
from workflow.admin.rules import COPIED
from workflow.admin.site import site
from workflow.awards.templates import DocumentTemplate, wording_for
from workflow.documents.answering import sent
from workflow.documents.catalogue import NAMES, WORDED, Document
from workflow.documents.papers import Form, NotMade, make_paper
from workflow.documents.samples import sample_of

_chosen: Final = "document"


class WordingForm(BasisForm):
    """A wording, with the names that its document knows."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        document = self.data.get(_chosen) or self.initial.get(_chosen)
        if "text" in self.fields and document in {one.value for one in WORDED}:
            sample = sample_of(Document(document))
            names, tables = cast("dict[str, Any]", sample["told"]), cast("dict[str, Any]", sample["tables"])
            self.fields["text"].help_text = _(
                "Names of this document: %(names)s; besides them %(common)s. Tables: %(tables)s."
            ) % {
                "names": ", ".join(names) or "–",
                "common": "paper.number, paper.subject, head.issuer, head.superior",
                "tables": ", ".join(f"[[{one}]]" for one in tables) or "–",
            }


@admin.register(DocumentTemplate, site=site)
class Wordings(Reference):
    """Versions of wordings. One that was kept only gets its end; a new version begins as its copy."""

    form = WordingForm
    change_list_template = "admin/wordings.html"
    list_display = ("document", "regime", "valid_from", "valid_until", "confidence")
    list_select_related = ("regime",)
    list_filter = ("document", "regime")
    search_fields = ("document", "reference")
    ordering = ("document", "-valid_from", "pk")
    fixed = ("document", "regime", "text", "valid_from")

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The versions, and for each document the way to a new one."""
        address = reverse("admin:workflow_documenttemplate_add")
        every = [(f"{address}?{urlencode({_chosen: one.value})}", NAMES[one]) for one in WORDED]
        return super().changelist_view(request, {**(extra_context or {}), "documents": every})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """A version, with the document that it makes and the way to the next one."""
        deeds = [{"label": _("Make a new version of it"), "url": self._copy_of(object_id)}]
        if object_id.isdecimal():
            for form, label in ((Form.PDF, _("Sample as PDF")), (Form.DOCX, _("Sample as .docx"))):
                url = reverse("admin:workflow_documenttemplate_sample", args=[object_id, form.value])
                deeds.append({"label": label, "url": url})
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), "deeds": deeds})

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """What another version says, or what the document says today."""
        key, document = request.GET.get(COPIED, ""), request.GET.get(_chosen, "")
        copied = DocumentTemplate.objects.filter(pk=int(key)).first() if key.isascii() and key.isdecimal() else None
        if copied is not None:
            return {name: getattr(copied, name) for name in ("document", "regime", "text", "confidence")}
        if document not in {one.value for one in WORDED}:
            return {}
        return {"document": document, "text": wording_for(Document(document), None, timezone.localdate()).text}

    def get_urls(self) -> list[Any]:
        """The address of a sample, before Django's own."""
        view = self.admin_site.admin_view(self.sample)
        return [path("<int:pk>/sample/<str:form>/", view, name="workflow_documenttemplate_sample"), *super().get_urls()]

    def sample(self, request: HttpRequest, pk: int, form: str) -> HttpResponse:
        """The document of a version with invented facts, as a file."""
        row = get_object_or_404(self.get_queryset(request), pk=pk)
        document, wanted = Document(row.document), Form.DOCX if form == Form.DOCX.value else Form.PDF
        try:
            made = make_paper(document, sample_of(document), row.wording, wanted)
        except NotMade:
            messages.error(request, _("The document cannot be made just now. Try again in a minute."))
            return HttpResponseRedirect(reverse("admin:workflow_documenttemplate_change", args=[pk]))
        return sent(made, f"{document.value}.{wanted.value}")

    def _copy_of(self, key: str) -> str:
        return f"{reverse('admin:workflow_documenttemplate_add')}?{urlencode({COPIED: key})}"
