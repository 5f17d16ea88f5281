"""What all lists of the administration share: no deleting, no second log, searches without marks, few queries."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, cast

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db import models
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from workflow.admin.site import posts_of_administrator, site
from workflow.database.texts import folded
from workflow.directory.models import Organisation
from workflow.directory.reference import Change, record_change

if TYPE_CHECKING:
    from workflow.directory.models import User

    Base = admin.ModelAdmin[Any]
    Form = forms.ModelForm[Any]
else:
    Base, Form = admin.ModelAdmin, forms.ModelForm


class Listed(Base):
    """A list that an administrator reads. Subclasses open what may be done."""

    actions = None
    show_full_result_count = False
    list_per_page = 50
    view_on_site = False
    may_add: ClassVar[bool] = False
    may_change: ClassVar[bool] = False
    folded_columns: ClassVar[Sequence[str]] = ()
    """Columns that hold what is searched without marks; `search_fields` are searched as they stand."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Whoever is in sees it."""
        return bool(posts_of_administrator(request))

    def has_view_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:  # noqa: ARG002
        """Whoever is in sees it."""
        return bool(posts_of_administrator(request))

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Whether rows are added here."""
        return self.may_add and self.has_view_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:  # noqa: ARG002
        """Whether rows are changed here."""
        return self.may_change and self.has_view_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:  # noqa: ARG002
        """Nothing is deleted: what has ended gets an end, and the record names what was."""
        return False

    def get_search_results(
        self, request: HttpRequest, queryset: "models.QuerySet[Any]", search_term: str
    ) -> "tuple[models.QuerySet[Any], bool]":
        """Every word somewhere, with or without its marks."""
        if not self.folded_columns:
            return super().get_search_results(request, queryset, search_term)
        for word in folded(search_term).split():
            found = Q()
            for column in self.folded_columns:
                found |= Q(**{f"{column}__contains": word})
            for column in self.search_fields:
                found |= Q(**{f"{column}__icontains": word})
            queryset = queryset.filter(found)
        return queryset, False

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """A row is added on its own page and never in a window of another."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        return field

    def log_addition(self, *_args: Any, **_kwargs: Any) -> Any:
        """The record is told by the command; Django's own log is not written."""

    log_change = log_deletions = log_addition

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:  # noqa: ARG002
        """What became of a row stands in the record, which auditors read."""
        raise Http404


class BasisForm(Form):
    """A row of reference data, and on which basis it is changed."""

    basis = forms.CharField(
        label=_("Basis of the change"),
        help_text=_("The paper by number and date, or the reason. It goes into the record."),
        max_length=200,
    )


class Reference(Listed):
    """A list of reference data: added and changed with a basis, recorded, closed where dossiers rest on it."""

    form = BasisForm
    may_add = True
    may_change = True
    fixed: ClassVar[tuple[str, ...]] = ("code",)
    """What is given once: other rows and signed content name the row by it."""
    open_when_used: ClassVar[tuple[str, ...] | None] = None
    """What may still change once something rests on the row; None for everything."""
    is_personal: ClassVar[bool] = False

    def is_used(self, row: models.Model) -> bool:
        """Whether a dossier, or anything else that is no setting, rests on the row."""
        return any(_rests(relation, row) for relation in _relations_to(type(row), self._settings))

    @property
    def _settings(self) -> "frozenset[type[models.Model]]":
        return frozenset(model for model, kept in site.lists.items() if isinstance(kept, Reference))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """What is fixed, and of a row in use everything but what stays open."""
        closed = tuple(super().get_readonly_fields(request, obj))
        if obj is None:
            return closed
        closed = (*closed, *(name for name in self.fixed if name not in closed))
        if self.open_when_used is None or not self.is_used(obj):
            return closed
        shown = [field.name for field in obj._meta.concrete_fields if field.editable and not field.primary_key]
        return (*closed, *(name for name in shown if name not in {*closed, *self.open_when_used}))

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:  # noqa: FBT001 -- as Django's
        """Save the row and tell it in the record, both or none: Django has opened the transaction."""
        before = texts_of(self.model.objects.get(pk=obj.pk)) if change else {}
        obj.save()
        after = texts_of(self.model.objects.get(pk=obj.pk))
        if before != after:
            told = Change(obj._meta.model_name, obj.pk, before, after, self.told_at(obj), is_personal=self.is_personal)
            post = posts_of_administrator(request)[0]
            user = cast("User", request.user)
            record_change(told, user, capacity=post.under, document=form.cleaned_data["basis"])

    def told_at(self, row: models.Model) -> int | None:
        """The body in whose stream a change stands; none for the administrator's own."""
        return row.pk if isinstance(row, Organisation) else None


def texts_of(row: models.Model) -> Mapping[str, str | None]:
    """A row as the record tells it: each field that people fill, as text."""
    kept = (field for field in row._meta.concrete_fields if field.editable and not field.primary_key)
    return {field.name: _text_of(field, row) for field in kept}


def _text_of(field: Any, row: models.Model) -> str | None:
    if field.value_from_object(row) is None:
        return None
    text = field.value_to_string(row)
    return text if isinstance(text, str) else json.dumps(text, ensure_ascii=False, sort_keys=True)


def _relations_to(model: type[models.Model], settings: "frozenset[type[models.Model]]") -> Iterable[Any]:
    for relation in model._meta.get_fields(include_hidden=True):
        leads_here = relation.auto_created and not relation.concrete and (relation.one_to_many or relation.one_to_one)
        if leads_here and relation.related_model not in settings:
            yield relation


def _rests(relation: Any, row: models.Model) -> bool:
    found = relation.related_model.objects.filter(**{relation.field.name: row})
    return bool(found.exists())
