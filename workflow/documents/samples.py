"""A sample of the facts of each document, with which a wording is tried: invented, and said to be so."""

import json
from collections.abc import Mapping
from datetime import date

from workflow.audit.canonical import Json
from workflow.documents.catalogue import Document
from workflow.documents.frame import frame_of
from workflow.documents.wording import SHIPPED


def sample_of(document: Document) -> dict[str, Json]:
    """The facts as a room gives them, every name that the wording may read among them.

    They stand beside the wording, as `<document>.json`: what `frame_of` is asked, `paper`, `told` and `tables`.
    """
    kept: Mapping[str, Json] = json.loads((SHIPPED / f"{document.value}.json").read_text("utf-8"))
    frame, facts = kept["frame"], {name: one for name, one in kept.items() if name != "frame"}
    assert isinstance(frame, Mapping)  # noqa: S101 -- a file of the repository
    dated = date.fromisoformat(str(frame["dated"]))
    head = {name: str(frame[name]) for name in ("issuer", "superior", "foot") if name in frame}
    return {**frame_of(str(frame["title"]), dated, **head), **facts}  # type: ignore[arg-type]  # no mark among them
