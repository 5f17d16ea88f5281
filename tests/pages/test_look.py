"""The parts of the look: each says in words what its colour says, and ties what belongs together."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final

import pytest
from django import forms
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from workflow.pages.tags import STATE_LOOK, due, icon, state_badge
from workflow.procedure.states import State

TODAY: Final = date(2026, 11, 26)
CSS: Final = (settings.BASE_DIR / "static/css/app.css").read_text("utf-8")
SPRITE: Final = (settings.BASE_DIR / "static/icons.svg").read_text("utf-8")
ERRORS: Final = ("400", "403", "403_csrf", "404", "405", "409", "413", "422", "429", "500", "503")


@pytest.fixture(autouse=True)
def _english() -> Any:
    with translation.override("en"):
        yield


class Paper(forms.Form):
    """A form with one field of each shape."""

    number = forms.CharField(label="Number <b>", help_text="As on the paper")
    day = forms.DateField(required=False)
    form_of_award = forms.ChoiceField(choices=[("1", "One")])
    verdict = forms.ChoiceField(choices=[("y", "Yes"), ("n", "No")], widget=forms.RadioSelect, help_text="For all")
    papers = forms.MultipleChoiceField(choices=[("a", "A")], widget=forms.CheckboxSelectMultiple, required=False)
    text = forms.CharField(widget=forms.Textarea(attrs={"class": "tall"}))
    file = forms.FileField(required=False)
    sure = forms.BooleanField()
    seen = forms.CharField(widget=forms.HiddenInput)

    def clean(self) -> None:
        """Nothing fits together."""
        self.add_error(None, "The letter is closed.")


@dataclass
class Thing:
    """Whatever a template reads by name."""

    label: str = ""
    url: str = ""
    icon: str = "inbox"
    is_current: bool = False
    count: str | None = None
    key: str = ""
    name: str = ""
    state: State | None = None
    held: tuple[Any, ...] = ()
    chosen: Any = None


def _tag(source: str, **given: Any) -> str:
    return Template(source).render(Context(given))


def _field(form: forms.Form, name: str) -> str:
    return _tag("{% field bound %}", bound=form[name])


def _request(path: str = "/letters/?page=3&order=name") -> HttpRequest:
    request = RequestFactory().get(path)
    request.user = AnonymousUser()
    return request


# States -------------------------------------------------------------------------------------------------


def test_every_state_has_a_look_of_its_own() -> None:
    assert STATE_LOOK.keys() == set(State)
    assert len(set(STATE_LOOK.values())) == len(State)
    assert [look.icon for look in STATE_LOOK.values() if f'<symbol id="{look.icon}"' not in SPRITE] == []
    assert [look.tone for look in STATE_LOOK.values() if f".tone-{look.tone} " not in CSS] == []


@pytest.mark.parametrize("state", State)
def test_a_badge_says_the_state_in_its_word(state: State) -> None:
    badge = state_badge(state)
    look = STATE_LOOK[state]
    assert re.sub(r"<[^>]+>", "", badge) == str(state.label)
    assert f'class="state tone-{look.tone}"' in badge
    assert f'icons.svg#{look.icon}"' in badge
    assert state_badge(state.value) == badge


def test_a_badge_refuses_what_is_no_state() -> None:
    with pytest.raises(ValueError, match="LOST"):
        state_badge("LOST")


# Colours ------------------------------------------------------------------------------------------------


def _luminance(colour: str) -> float:
    digits = colour.removeprefix("#")
    digits = digits if len(digits) == 6 else "".join(2 * digit for digit in digits)
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _values(theme: str) -> dict[str, str]:
    head = {"light": r":root,\n\[data-bs-theme\] {", "dark": r'\[data-bs-theme="dark"\] {'}[theme]
    block = re.search(head + r"\n(.*?)\n\s*}", CSS, re.DOTALL)
    assert block
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", block[1]))


def test_contrast_is_counted_as_wcag_counts_it() -> None:
    assert _contrast("#000", "#ffffff") == pytest.approx(21)
    assert _contrast("#767676", "#fff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_text_stands_out_from_its_ground(theme: str) -> None:
    value = _values(theme)
    tones = [name.removesuffix("-ink") for name in value if name.endswith("-ink")]
    assert {look.tone for look in STATE_LOOK.values()} <= {tone.removeprefix("tone-") for tone in tones}
    pairs = [(f"{tone}-ink", f"{tone}-ground") for tone in tones]
    pairs += [(ink, ground) for ink in ("act", "warn") for ground in (f"on-{ink}", "surface", "surface-quiet")]
    pairs += [(f"{ink}-strong", f"on-{ink}") for ink in ("act", "warn")]
    grounds = ("bs-body-bg", "surface", "surface-quiet", "chosen")
    inks = ("bs-body-color", "bs-secondary-color", "bs-link-color", "bs-link-hover-color")
    pairs += [(ink, ground) for ink in inks for ground in grounds]
    pairs += [(f"tone-{tone}-ink", ground) for tone in ("red", "orange", "amber") for ground in grounds]
    assert {pair: ratio for pair in pairs if (ratio := _contrast(value[pair[0]], value[pair[1]])) < 4.5} == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_edges_of_controls_and_the_focus_stand_out(theme: str) -> None:
    value = _values(theme)
    pairs = [
        (line, ground) for line in ("line-strong", "focus") for ground in ("surface", "bs-body-bg", "surface-quiet")
    ]
    assert {pair: ratio for pair in pairs if (ratio := _contrast(value[pair[0]], value[pair[1]])) < 3} == {}


# Days, icons, queries -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "kind", "words"),
    [
        (date(2026, 11, 24), "overdue", "2 days overdue: 24/11/2026"),
        (date(2026, 11, 25), "overdue", "1 day overdue: 25/11/2026"),
        (TODAY, "today", "Due today: 26/11/2026"),
        (date(2026, 11, 29), "soon", "Due in 3 days: 29/11/2026"),
        (date(2026, 11, 30), "later", "Due: 30/11/2026"),
    ],
)
def test_a_due_day_says_how_near_it_is(day: date, kind: str, words: str) -> None:
    shown = due(day, TODAY)
    assert f'class="due due-{kind}"' in shown
    assert f'<time datetime="{day.isoformat()}">' in shown
    assert " ".join(re.sub(r"<[^>]+>", "", shown).split()) == words


def test_an_instant_is_due_on_the_day_it_has_here() -> None:
    assert "Due today" in due(datetime(2026, 11, 25, 17, 30, tzinfo=UTC), TODAY)


def test_no_due_day_shows_nothing() -> None:
    assert due(None, TODAY) == ""


def test_an_icon_is_silent_unless_it_is_given_a_word() -> None:
    assert 'aria-hidden="true"' in icon("award")
    spoken = icon("lock", 'Secret "x"')
    assert 'role="img" aria-label="Secret &quot;x&quot;"' in spoken
    assert "aria-hidden" not in spoken


def test_a_query_keeps_what_is_not_changed_and_begins_at_the_first_page() -> None:
    context = {"request": _request("/?page=3&order=name&state=A&state=B")}
    assert _tag("{% page_query order='day' %}", **context) == "?state=A&amp;state=B&amp;order=day"
    assert _tag("{% page_query page=4 order=None %}", **context) == "?state=A&amp;state=B&amp;page=4"
    assert _tag("{% page_query state='<&' %}", **context) == "?order=name&amp;state=%3C%26"


# Forms --------------------------------------------------------------------------------------------------


def test_a_field_ties_label_help_and_control() -> None:
    shown = _field(Paper(), "number")
    assert '<label class="form-label" for="id_number">' in shown
    assert "Number &lt;b&gt;" in shown
    assert "(required)" in shown
    assert 'id="id_number_helptext"' in shown
    assert 'aria-describedby="id_number_helptext"' in shown
    assert 'class="form-control"' in shown
    assert "(required)" not in _field(Paper(), "day")


def test_a_field_in_error_says_so_and_what_is_wrong() -> None:
    shown = _field(Paper({}), "number")
    assert 'aria-invalid="true"' in shown
    assert 'aria-describedby="id_number_helptext id_number_error"' in shown
    assert re.search(r'id="id_number_error">.*This field is required', shown, re.DOTALL)
    assert "is-invalid" in shown


@pytest.mark.parametrize(
    ("name", "drawn"),
    [
        ("form_of_award", "form-select"),
        ("text", "tall form-control"),
        ("file", "form-control form-file"),
        ("sure", "form-check-input"),
    ],
)
def test_each_widget_is_drawn_in_its_class(name: str, drawn: str) -> None:
    assert f'class="{drawn}"' in _field(Paper(), name)


def test_choices_are_a_group_with_a_legend() -> None:
    shown = _field(Paper({}), "verdict")
    assert '<fieldset class="field field-choices"' in shown
    assert '<legend class="form-label">' in shown
    assert shown.count('class="form-check-input"') == 2
    assert shown.count('aria-describedby="id_verdict_helptext id_verdict_error"') == 1
    assert '<label class="form-check-label" for="id_verdict_1">No</label>' in shown
    assert 'type="checkbox"' in _field(Paper(), "papers")


def test_the_summary_links_every_error_to_its_field() -> None:
    shown = _tag("{% form_errors form %}", form=Paper({}))
    assert 'role="alert"' in shown
    assert re.findall(r'href="#([^"]+)"', shown) == [
        "id_number",
        "id_form_of_award",
        "id_verdict_0",
        "id_text",
        "id_sure",
    ]
    assert "The letter is closed." in shown
    assert shown.count("<li>") == 7, "the hidden field's error and the form's own are said without a link"


def test_a_form_not_sent_has_no_summary() -> None:
    assert _tag("{% form_errors form %}", form=Paper()).strip() == ""


# Pages --------------------------------------------------------------------------------------------------


def test_a_page_shows_the_menu_the_posts_and_where_the_source_is() -> None:
    post = Thing(label="Head of unit", key="7")
    shown = render_to_string(
        "pages/base.html",
        {
            "menu": [Thing(label="My desk", url="/", is_current=True), Thing(label="Letters", url="/letters/")],
            "acting": Thing(name="Nguyễn Thị Ánh", held=(post,), chosen=post),
            "version": "0.1.0",
            "source_url": "https://source.example/",
            "is_demo": True,
        },
        _request(),
    )
    assert shown.lstrip().startswith("<!DOCTYPE html>")
    assert '<html lang="en">' in shown
    assert re.search(r'<a href="/"\s+aria-current="true">.*?My desk', shown, re.DOTALL)
    assert shown.count("aria-current") == 2, "the section and the language"
    assert re.search(r'<option value="7"\s+selected>\s*Head of unit\s*</option>', shown)
    assert 'name="next" value="/letters/?page=3&amp;order=name"' in shown
    assert 'href="https://source.example/"' in shown
    assert "made up" in shown
    assert "Nguyễn Thị Ánh" in shown


def test_a_page_of_production_has_no_ribbon() -> None:
    assert "made up" not in render_to_string("pages/base.html", {"is_demo": False}, _request())


def test_a_deed_keeps_what_was_typed_and_shows_what_changed() -> None:
    moment = {
        "at": datetime(2026, 11, 5, 7, tzinfo=UTC),
        "who": "Lan",
        "title": "Sent back",
        "text": "",
        "icon": "reply",
    }
    refusal = {"reason": "Papers are missing.", "basis_label": "Article 84", "lifted_by_label": "Unit officer"}
    shown = render_to_string(
        "pages/deed.html",
        {
            "title": "Sign",
            "form": Paper({"number": "125"}),
            "kept": True,
            "changes": [moment],
            "refusals": [refusal],
            "lines": [Thing(name="Trần Đình Quyết", state=State.WITH_HEAD)],
            "submit_label": "Sign now",
            "submit_kind": "danger",
            "back": "/letters/1/",
        },
        _request(),
    )
    assert "You were signed out." in shown
    assert 'value="125"' in shown
    assert "14:00" in shown, "an instant is shown in the time of the place"
    assert "Sent back" in shown
    assert all(text in shown for text in refusal.values())
    assert str(state_badge(State.WITH_HEAD)) in shown
    assert 'enctype="multipart/form-data"' in shown
    assert 'type="hidden" name="seen"' in shown
    assert re.search(r'class="btn btn-danger"\s+type="submit">\s*Sign now', shown)
    assert 'href="/letters/1/"' in shown
    assert "csrfmiddlewaretoken" in shown


@pytest.mark.parametrize(("number", "previous", "following"), [(1, False, True), (2, True, True), (3, True, False)])
def test_the_pager_leads_only_where_there_is_a_page(number: int, *, previous: bool, following: bool) -> None:
    page = {"number": number, "has_previous": previous, "has_next": following}
    shown = render_to_string("pages/_pager.html", {"page": page}, _request())
    assert (f"?order=name&amp;page={number - 1}" in shown) is previous
    assert (f"?order=name&amp;page={number + 1}" in shown) is following


def test_a_list_of_one_page_has_no_pager() -> None:
    page = {"number": 1, "has_previous": False, "has_next": False}
    assert render_to_string("pages/_pager.html", {"page": page}, _request()).strip() == ""


@pytest.mark.parametrize("name", ERRORS)
def test_an_error_page_needs_nothing_and_says_what_to_do(name: str) -> None:
    shown = render_to_string(f"{name}.html")
    body = shown.partition('<div class="entrance-card">')[2].partition("</main>")[0]
    assert re.search(r"<h1>\s*\w", body)
    assert len(re.findall(r"<p>\s*\w", body)) >= 2, "what happened, and what to do"
    assert re.search(rf"Error\s+{name[:3]}<", body)


@pytest.mark.parametrize("name", ERRORS)
def test_an_error_fits_into_a_page_as_a_notice(name: str) -> None:
    shown = render_to_string(f"{name}.html", {"frame": "pages/notice.html"})
    assert "<html" not in shown
    assert shown.lstrip().startswith('<div class="alert notice notice-error"')


def test_an_error_page_shows_the_reasons_it_is_given() -> None:
    refusal = {"reason": "The round is closed.", "basis_label": "Article 84", "lifted_by_label": "Head of the office"}
    for name in ("403", "409", "422"):
        shown = render_to_string(f"{name}.html", {"refusals": [refusal]})
        assert all(text in shown for text in refusal.values()), name
    assert "<li>Say why.</li>" in render_to_string("422.html", {"texts": ["Say why."]})
    assert "at most 5 MB of text beside the files, and 20 files" in render_to_string(
        "413.html", {"files": 20, "megabytes": 5}
    )
    assert "Wait 15 minutes" in render_to_string("429.html", {"minutes": 15})
