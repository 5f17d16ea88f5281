"""Forms of deeds: what a command takes, who does it under which post, and its errors beside the fields."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.forms.utils import flatatt
from django.http import QueryDict
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from workflow.database.arguments import LARGEST
from workflow.directory.models import User
from workflow.directory.posts import HeldPost
from workflow.directory.signature import SigningPost, signing_posts
from workflow.pages.keeping import OWNER, mark_of
from workflow.pages.refusals import WhyNot, why_not
from workflow.procedure.facts import Refusal

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile


class DayField(forms.DateField):
    """A day, typed dd/mm/yyyy or chosen in the browser's own calendar."""

    widget = forms.DateInput(format="%d/%m/%Y", attrs={"placeholder": "dd/mm/yyyy", "inputmode": "numeric"})


class ReadWidget(forms.Widget):
    """A value that is read where others are typed: its words, tied to the label of the field."""

    def __init__(self, was: forms.Widget) -> None:
        """`was` is the widget in which the value would be typed: it knows how the value is written."""
        super().__init__({"class": "only-read"})
        self.was = was

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:  # noqa: ARG002 -- as Django calls it
        """The words of the value, or a dash."""
        words = {str(key): label for key, label in getattr(self.was, "choices", ())}
        shown = words.get(str(value)) if words and value else self.was.format_value(value)
        return format_html("<output{}>{}</output>", flatatt(attrs or {}), shown or "—")


def only_read(form: forms.Form, names: Iterable[str]) -> None:
    """These fields of a form are shown and not typed; what is sent for them is not looked at."""
    for name in names:
        field = form.fields.get(name)
        if field is not None:
            field.widget, field.disabled, field.required = ReadWidget(field.widget), True, False
            field.help_text = ""


class DeedForm(forms.Form):
    """The form of one deed. `posts` are those under which the person may do it; one is chosen where there are several.

    A field is named as the command names its argument, so that the command's own errors stand beside it.
    """

    operation = forms.CharField(widget=forms.HiddenInput, max_length=64)
    owner = forms.CharField(widget=forms.HiddenInput, required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    thing_seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=LARGEST, required=False)
    under = forms.ChoiceField(label=_("Acting as"))

    def __init__(
        self,
        *args: Any,
        user: User,
        posts: Sequence[HeldPost],
        seen: Mapping[int, int] | None = None,
        thing: int | None = None,
        **kwargs: Any,
    ) -> None:
        """`seen` are the versions of nominations that the page shows, `thing` that of what the deed is done on."""
        own = {
            "operation": uuid4().hex,
            OWNER: mark_of(user),
            "seen": ",".join(f"{key}:{version}" for key, version in sorted((seen or {}).items())),
            "thing_seen": thing,
        }
        kwargs["initial"] = {**own, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        if thing is None:
            del self.fields["thing_seen"]
        self.user = user
        self.posts = {post.key: post for post in posts}
        under = self.fields["under"]
        assert isinstance(under, forms.ChoiceField)  # noqa: S101 -- declared a few lines above
        under.choices = self.labels
        if len(self.posts) == 1:
            under.widget = forms.HiddenInput()
            under.initial = next(iter(self.posts))
        self.order_fields([*(name for name in self.fields if name != "under"), "under"])

    def fill(self, typed: QueryDict) -> None:
        """Begin with what was typed before and never sent. Nothing of it is judged; the form is one of its own."""
        no_files: MultiValueDict[str, UploadedFile[Any]] = MultiValueDict()
        for name, field in self.fields.items():
            is_own = name in {"operation", OWNER} or isinstance(field, forms.FileField)
            if not (is_own or field.widget.value_omitted_from_data(typed, no_files, name)):
                self.initial[name] = field.widget.value_from_datadict(typed, no_files, name)

    @property
    def is_behind(self) -> bool:
        """Whether what it was begun with rests on what somebody has changed since. Asked of a form that was filled."""
        return False

    @property
    def says_something(self) -> bool:
        """Whether anything that a person has typed differs from what stands."""
        return any(name not in _own for name in self.changed_data)

    @property
    def done(self) -> str:
        """What is said when it is done, where that depends on what was typed; else empty."""
        return ""

    @property
    def notes(self) -> list[str]:
        """What else is said when it is done."""
        return []

    @property
    def labels(self) -> list[tuple[str, str]]:
        """The posts in words, by their keys."""
        return [(key, post.label) for key, post in self.posts.items()]

    def clean_seen(self) -> dict[int, int]:
        """The versions that the page showed, by nomination."""
        seen = {}
        for pair in filter(None, str(self.cleaned_data["seen"]).split(",")):
            key, _colon, version = pair.partition(":")
            if not (key.isdecimal() and version.isdecimal() and len(pair) < _longest_pair):
                raise forms.ValidationError(_("Load the page again, then repeat."), code="seen")
            seen[int(key)] = int(version)
        return seen

    @property
    def acts(self) -> dict[str, Any]:
        """Who acts and how, as every command takes it."""
        post = self.posts[self.cleaned_data["under"]]
        return {"actor": self.user, "capacity": post.under, "operation_id": self.cleaned_data["operation"]}

    @property
    def given(self) -> dict[str, Any]:
        """What was given, without what belongs to the form itself."""
        return {name: value for name, value in self.cleaned_data.items() if name not in _own}

    def take(self, error: ValidationError) -> None:
        """Put a command's errors beside the fields they name; the others above the form."""
        named = error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
        for name, texts in named.items():
            known = name if name in self.fields else self._nearest(name)
            self._put(known, texts if known else [f"{name}: {text}" if _is_place(name) else text for text in texts])

    def _put(self, name: str | None, texts: Iterable[str]) -> None:
        for text in texts:
            self.add_error(name, text)

    def _nearest(self, name: str) -> str | None:
        """The field of a nested name such as `sheets[17].COL-01`, or of its last part."""
        for part in (name.rpartition(".")[2], name.partition("[")[0], name.partition(".")[0]):
            if part in self.fields and part not in _own:
                return part
        return None


class SigningForm(DeedForm):
    """A signature: each post is shown with the document that gives it, and with what will stand above the name.

    `barred` says under which posts nothing is signed here, by their keys, and why.
    """

    def __init__(
        self, *args: Any, of_the_body: bool, barred: Mapping[str, Refusal] | None = None, **kwargs: Any
    ) -> None:
        """`of_the_body`: the paper is the body's own, and names the collective that speaks in it."""
        super().__init__(*args, **kwargs)
        today, held = timezone.localdate(), list(self.posts.values())
        self.posts_shown = signing_posts(held, self.user, today, of_the_body=of_the_body, barred=barred or {})
        under = self.fields["under"]
        assert isinstance(under, forms.ChoiceField)  # noqa: S101 -- declared by the form of every deed
        under.label = _("Sign as")
        if len(held) > 1:
            under.widget = forms.RadioSelect(attrs={"class": "form-check-input"}, choices=self.labels)
            under.initial = next((one.post.key for one in self.posts_shown if one.barred is None), None)

    @property
    def signings(self) -> list[tuple[SigningPost, Any, list[WhyNot]]]:
        """Each post with its button, and why nothing is signed under it here: then the button is closed.

        There is no button where there is nothing to choose.
        """
        is_one = len(self.posts_shown) == 1
        buttons: list[Any] = [None] if is_one else list(self["under"])
        shown = []
        for one, button in zip(self.posts_shown, buttons, strict=True):
            barred = why_not([one.barred]) if one.barred is not None else []
            if barred and button is not None:
                button.data["attrs"]["disabled"] = True
            shown.append((one, button, barred))
        return shown


_own: Final = frozenset({"operation", OWNER, "seen", "thing_seen", "under"})
_longest_pair: Final = 40


def _is_place(name: str) -> bool:
    """Whether the name says at which line or entry the error is."""
    return name != NON_FIELD_ERRORS and "[" in name
