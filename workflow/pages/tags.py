"""Template tags of the one look, built into every template: icons, state badges, due days, fields of forms."""

from datetime import date, datetime
from typing import Any, Final, NamedTuple

from django import template
from django.core.exceptions import NON_FIELD_ERRORS
from django.forms import (
    BaseForm,
    BoundField,
    CheckboxInput,
    CheckboxSelectMultiple,
    FileInput,
    RadioSelect,
    Select,
    Widget,
)
from django.forms.boundfield import BoundWidget
from django.template import Context
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from workflow.procedure.states import State

register = template.Library()


class Look(NamedTuple):
    """How a state is shown: the tone (a class of app.css) and the icon. The word is the state's own label."""

    tone: str
    icon: str


STATE_LOOK: Final[dict[State, Look]] = {
    State.DRAFT: Look("grey", "pencil"),
    State.WITH_HEAD: Look("blue", "person-check"),
    State.WITH_SUPERIOR: Look("blue", "buildings"),
    State.WITH_OFFICE: Look("teal", "clipboard-check"),
    State.IN_SUPPLEMENT: Look("amber", "folder-plus"),
    State.WITH_COUNCIL: Look("violet", "people"),
    State.TO_PRESENT: Look("indigo", "envelope-paper"),
    State.WITH_DECIDER: Look("indigo", "bank"),
    State.ON_HOLD: Look("orange", "pause-circle"),
    State.AWARDED: Look("green", "award"),
    State.NOT_ENDORSED: Look("red", "x-circle"),
    State.INELIGIBLE: Look("red", "slash-circle"),
    State.NOT_SUPPORTED: Look("red", "hand-thumbs-down"),
    State.NOT_AWARDED: Look("red", "dash-circle"),
    State.REDIRECTED: Look("grey", "signpost-split"),
    State.WITHDRAWN: Look("grey", "box-arrow-left"),
    State.LAPSED: Look("grey", "hourglass-bottom"),
    State.REVOKED: Look("red", "x-octagon"),
}

SOON: Final = 3
"""Calendar days before the due day from which it is called soon."""


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """A symbol of static/icons.svg. Without a label it only decorates the word beside it."""
    said = format_html('role="img" aria-label="{}"', label) if label else format_html('aria-hidden="{}"', "true")
    return format_html(
        '<svg class="icon" width="16" height="16" focusable="false" {}><use href="{}#{}"></use></svg>',
        said,
        static("icons.svg"),
        name,
    )


@register.filter
def money(amount: int | None) -> str:
    """An amount of đồng with its thousands apart; empty where there is none."""
    return "" if amount is None else f"{amount:,}".replace(",", ".")


@register.simple_tag
def state_badge(state: State | str) -> SafeString:
    """Where a nomination stands: always the same tone, icon and word."""
    known = State(state)
    look = STATE_LOOK[known]
    return format_html('<span class="state tone-{}">{}{}</span>', look.tone, icon(look.icon), known.label)


@register.simple_tag
def due(day: date | datetime | None, today: date) -> SafeString:
    """A due day in words and as dd/mm/yyyy; empty where there is none."""
    if day is None:
        return SafeString("")
    local = timezone.localdate(day) if isinstance(day, datetime) else day
    kind, picture, word = _nearness((local - today).days)
    return format_html(
        '<span class="due due-{}">{}<span>{}</span> <time datetime="{}">{}</time></span>',
        kind,
        icon(picture),
        word,
        local.isoformat(),
        date_format(local, "d/m/Y"),
    )


def _nearness(days: int) -> tuple[str, str, str]:
    """The kind, icon and words of a due day so many days ahead."""
    if days < 0:
        return (
            "overdue",
            "exclamation-triangle",
            ngettext("%(days)d day overdue:", "%(days)d days overdue:", -days) % {"days": -days},
        )
    if days == 0:
        return "today", "stopwatch", _("Due today:")
    if days <= SOON:
        return "soon", "clock", ngettext("Due in %(days)d day:", "Due in %(days)d days:", days) % {"days": days}
    return "later", "calendar-event", _("Due:")


@register.inclusion_tag("pages/_field.html")
def field(bound: BoundField) -> dict[str, Any]:
    """A field with its label, help, widget and errors, tied together for a screen reader."""
    widget = bound.field.widget
    parts = [f"{bound.auto_id}_helptext"] if bound.help_text else []
    if widget.needs_multipart_form:
        parts.append(f"{bound.auto_id}_secrets")
    if bound.errors:
        parts.append(f"{bound.auto_id}_error")
    attrs: dict[str, str | bool] = {
        "class": f"{widget.attrs.get('class', '')} {_class_of(widget, invalid=bool(bound.errors))}".strip()
    }
    if parts and not _is_choices(widget):
        attrs["aria-describedby"] = " ".join(parts)
    return {
        "bound": bound,
        "takes_files": widget.needs_multipart_form,
        "kind": _kind_of(widget),
        "control": "" if _is_choices(widget) else bound.as_widget(attrs=attrs),
        "options": _options(bound) if _is_choices(widget) else [],
        "described_by": " ".join(parts),
    }


def _options(bound: BoundField) -> list[BoundWidget]:
    """The single choices of a list of choices, drawn as Bootstrap draws them."""
    options = list(bound)
    for option in options:
        option.data["attrs"]["class"] = "form-check-input"
        option.data["attrs"].pop("aria-invalid", None)  # said of the whole list, once
    return options


def _is_choices(widget: Widget) -> bool:
    return isinstance(widget, RadioSelect | CheckboxSelectMultiple)


def _kind_of(widget: Widget) -> str:
    """Which shape the field has: a list of choices, one check box, or label above control."""
    if _is_choices(widget):
        return "choices"
    return "check" if isinstance(widget, CheckboxInput) else "control"


def _class_of(widget: Widget, *, invalid: bool) -> str:
    """The class by which Bootstrap draws the widget."""
    kind = "form-control"
    if isinstance(widget, CheckboxInput):
        kind = "form-check-input"
    elif isinstance(widget, Select):
        kind = "form-select"
    elif isinstance(widget, FileInput):
        kind = "form-control form-file"
    return f"{kind} is-invalid" if invalid else kind


def _focus_id(bound: BoundField) -> str:
    """The id of what a link to the field leads to: of a list of choices, the first."""
    return f"{bound.auto_id}_0" if _is_choices(bound.field.widget) else str(bound.id_for_label)


@register.inclusion_tag("pages/_form_errors.html")
def form_errors(form: BaseForm) -> dict[str, Any]:
    """What is wrong with a form that was sent, above it, with links to the fields."""
    found = []
    for name, texts in form.errors.items():
        bound = None if name == NON_FIELD_ERRORS else form[name]
        shown = bound is not None and not bound.is_hidden
        where = {"id": _focus_id(bound), "label": bound.label} if bound is not None and shown else {}
        found += [{"text": text, **where} for text in texts]
    return {"found": found}


@register.simple_tag(takes_context=True)
def page_query(context: Context, **changes: object) -> str:
    """The query of this address with changes; None takes a key out. A new filter begins at the first page."""
    query = context["request"].GET.copy()
    for key, value in {"page": None, **changes}.items():
        query.pop(key, None)
        if value is not None and value != "":
            query[key] = str(value)
    return f"?{query.urlencode()}"
