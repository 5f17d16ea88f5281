"""An uploaded list: its cells wait until whoever uploaded them says that the good rows are taken over.

Nothing of it is a nomination or a past award yet. The rows are judged anew each time they are looked at:
what a list says of people, bodies and award forms is compared with how these stand today.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, ClassVar, Final, TypedDict

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from workflow.database.texts import one_line
from workflow.directory.models import Organisation, Person
from workflow.dossiers.models import Letter
from workflow.workbooks.reading import Cell, Sheet

KEPT_DAYS: Final = 30
"""How long a list waits that nobody touches, in days: it holds personal data."""
_name_length: Final = 250


class _Kept(TypedDict):
    """A sheet as JSON: a day is a list of one text."""

    rows: list[list[str | int | float | bool | list[str]]]
    merged: list[list[list[int]]]


class Uploaded(models.Model):
    """The cells of a list that a person uploaded. What it is for, a table of each kind says."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+", verbose_name=_("person"))
    file_name = models.CharField(_("file"), max_length=_name_length)
    sheet_name = models.CharField(_("sheet"), max_length=_name_length)
    cells = models.JSONField(_("cells"))
    uploaded_at = models.DateTimeField(_("uploaded at"))

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.file_name

    @property
    def mark(self) -> str:
        """What tells this list from one that takes its place."""
        return self.uploaded_at.isoformat()

    @property
    def sheet(self) -> Sheet:
        """The sheet as it was read."""
        kept: _Kept = self.cells
        rows = [[_cell(one) for one in row] for row in kept["rows"]]
        merged = [((first[0], first[1]), (last[0], last[1])) for first, last in kept["merged"]]
        return Sheet(self.sheet_name, rows, merged)


class UploadedList(Uploaded):
    """The list that a person uploaded for a letter; a new one takes its place."""

    letter = models.ForeignKey(Letter, models.CASCADE, related_name="uploaded_lists", verbose_name=_("letter"))

    class Meta:
        verbose_name = _("uploaded list")
        verbose_name_plural = _("uploaded lists")
        constraints: ClassVar = [models.UniqueConstraint(fields=["letter", "person"], name="uploaded_list_once")]


class UploadedHistory(Uploaded):
    """The list of past awards that a person uploaded for an authority; a new one takes its place."""

    authority = models.ForeignKey(Organisation, models.CASCADE, related_name="+", verbose_name=_("authority"))

    class Meta:
        verbose_name = _("uploaded list of past awards")
        verbose_name_plural = _("uploaded lists of past awards")
        constraints: ClassVar = [models.UniqueConstraint(fields=["authority", "person"], name="uploaded_history_once")]


def keep_list(letter: Letter, person: int, file_name: str, sheet: Sheet) -> UploadedList:
    """Keep the list in place of the one the person uploaded before; the letter itself is not touched."""
    given = _as_kept(file_name, sheet)
    return UploadedList.objects.update_or_create(letter=letter, person_id=person, defaults=given)[0]


def keep_history(authority: Organisation, person: int, file_name: str, sheet: Sheet) -> UploadedHistory:
    """Keep the list of past awards in place of the one the person uploaded before; nothing of it is recorded."""
    given = _as_kept(file_name, sheet)
    return UploadedHistory.objects.update_or_create(authority=authority, person_id=person, defaults=given)[0]


def _as_kept(file_name: str, sheet: Sheet) -> dict[str, Any]:
    """The columns of an uploaded list."""
    kept: _Kept = {
        "rows": [[_json(one) for one in row] for row in _without_end(sheet.rows)],
        "merged": [[list(first), list(last)] for first, last in sheet.merged],
    }
    return {
        "file_name": one_line(file_name)[:_name_length],
        "sheet_name": one_line(sheet.name)[:_name_length],
        "cells": kept,
        "uploaded_at": timezone.now(),
    }


def list_of(letter: Letter, person: int | None) -> UploadedList | None:
    """The list that the person has uploaded for the letter."""
    return UploadedList.objects.filter(letter=letter, person=person).first()


def history_list_of(authority: Organisation, person: int | None) -> UploadedHistory | None:
    """The list of past awards that the person has uploaded for the authority."""
    return UploadedHistory.objects.filter(authority=authority, person=person).first()


def forget_lists(now: datetime) -> int:
    """Forget the lists that nobody has uploaded anew for `KEPT_DAYS`; how many they were."""
    before = now - timedelta(days=KEPT_DAYS)
    return sum(
        kept.filter(uploaded_at__lt=before).delete()[0] for kept in (UploadedList.objects, UploadedHistory.objects)
    )


def _without_end(rows: Sequence[Sequence[Cell]]) -> Sequence[Sequence[Cell]]:
    """The rows up to the last that says something."""
    last = max((number for number, row in enumerate(rows) if any(cell != "" for cell in row)), default=-1)
    return rows[: last + 1]


def _json(cell: Cell) -> str | int | float | bool | list[str]:
    return cell if isinstance(cell, str | int | float | bool) else [cell.isoformat()]


def _cell(kept: str | float | bool | list[str]) -> Cell:  # noqa: FBT001 -- what a cell holds
    return date.fromisoformat(kept[0]) if isinstance(kept, list) else kept
