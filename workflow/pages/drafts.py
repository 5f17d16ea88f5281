"""Drafts of forms: what a person has typed and not sent yet, kept on the server for that person alone.

A draft is no part of the record and of nothing that a letter says. It goes when the form is sent, when its owner
throws it away, and after `KEPT_DAYS` without a change. One is kept for each page of each person. Files are not kept.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar, Final

from django.db import models
from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from workflow.database.texts import one_line
from workflow.directory.models import User

if TYPE_CHECKING:
    from django.db.models import QuerySet

KEPT_DAYS: Final = 30
"""How long a draft waits that nobody touches, in days: it may hold personal data."""
_title_length: Final = 300
_path_length: Final = 200


class FormDraft(models.Model):
    """What a person has typed on one page. `operation` names the form as it was opened: one window has one.

    `typed` holds (name, values) of each field in order, `labels` what the fields are called.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="+", verbose_name=_("user"))
    path = models.CharField(_("page"), max_length=_path_length)
    title = models.CharField(_("title"), max_length=_title_length)
    typed = models.JSONField()
    labels = models.JSONField(default=dict)
    operation = models.CharField(max_length=64)
    kept_at = models.DateTimeField(_("kept at"), db_index=True)

    class Meta:
        verbose_name = _("draft of a form")
        verbose_name_plural = _("drafts of forms")
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "path"], name="form_draft_once")]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.path}"

    @property
    def mark(self) -> str:
        """What tells this draft from one that takes its place."""
        return self.kept_at.isoformat()

    @property
    def data(self) -> QueryDict:
        """What was typed, as a form takes it."""
        found = QueryDict(mutable=True)
        for name, values in self.typed:
            found.setlist(name, values)
        return found

    @property
    def said_at(self) -> str:
        """When it was kept, in local time: the time of day, with the day where that is another."""
        return said(self.kept_at)

    @property
    def texts(self) -> list[tuple[str, str]]:
        """What was typed into the fields that a person sees, each with its label."""
        return [(self.labels[name], ", ".join(values)) for name, values in self.typed if name in self.labels]


@dataclass(frozen=True, slots=True)
class Typed:
    """A form as it was typed. `seen` is the mark of the draft that its page showed, empty where there was none."""

    path: str
    title: str
    values: Sequence[tuple[str, Sequence[str]]]
    labels: Mapping[str, str]
    operation: str
    seen: str

    @property
    def length(self) -> int:
        """How long it is, in characters."""
        return sum(len(name) + sum(map(len, values)) for name, values in self.values)


def said(at: datetime) -> str:
    """A moment in local time: the time of day, with the day where it is not today."""
    local = timezone.localtime(at)
    return date_format(local, "H:i" if local.date() == timezone.localdate() else "H:i, d/m/Y")


def keep_draft(user: User, typed: Typed, *, over: bool = False) -> datetime | None:
    """Keep what was typed, at most two statements; when, or None where another window keeps a newer draft of the page.

    `over` takes its place all the same.
    """
    at = timezone.now()
    given = {
        "title": one_line(typed.title)[:_title_length],
        "typed": [[_text(name), [_text(value) for value in values]] for name, values in typed.values],
        "labels": {_text(name): label for name, label in typed.labels.items()},
        "operation": typed.operation,
        "kept_at": at,
    }
    here = FormDraft.objects.filter(user=user, path=typed.path)
    mine = here if over else here.filter(_of_this(typed.operation, typed.seen))
    if mine.update(**given):
        return at
    _draft, is_new = FormDraft.objects.get_or_create(user=user, path=typed.path, defaults=given)
    return at if is_new else None


def draft_of(user: User, path: str) -> FormDraft | None:
    """The draft that the person has of a page."""
    return FormDraft.objects.filter(user=user, path=path).first()


def drafts_of(user: User) -> "QuerySet[FormDraft]":
    """All drafts of a person, the newest first."""
    return FormDraft.objects.filter(user=user).order_by("-kept_at", "-pk")


def forget_draft(user: User, path: str, operation: str, seen: str) -> int:
    """Forget the draft of a page, where this form is what was kept, or what grew out of it; how many: 0 or 1."""
    return FormDraft.objects.filter(_of_this(operation, seen), user=user, path=path).delete()[0]


def forget_drafts(now: datetime) -> int:
    """Forget the drafts that nobody has touched for `KEPT_DAYS`; how many they were."""
    return FormDraft.objects.filter(kept_at__lt=now - timedelta(days=KEPT_DAYS)).delete()[0]


def _of_this(operation: str, seen: str) -> Q:
    """The draft of this very form, or the one that its page showed; a draft of another window is neither."""
    try:
        return Q(operation=operation) | Q(kept_at=datetime.fromisoformat(seen))
    except ValueError:
        return Q(operation=operation)


def _text(value: str) -> str:
    """A text as every database keeps it."""
    return value.replace("\0", "")
