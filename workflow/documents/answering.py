"""A document as the answer to a request: a file to keep, for this person alone."""

from typing import Final

from django.http import HttpResponse

from workflow.documents.rendering import Form, Made

_TYPES: Final = {
    Form.PDF: "application/pdf",
    Form.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def sent(made: Made, file_name: str) -> HttpResponse:
    """The document as a file with this name; no browser shows it as a page of the house, and none keeps it."""
    answer = HttpResponse(made.file, content_type=_TYPES[made.form])
    answer["Content-Disposition"] = f'attachment; filename="{file_name}"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["Cache-Control"] = "private, no-store"
    return answer
