"""Posts, delegations, grants and watches: given and ended by commands alone, each by a document."""

from typing import Any, ClassVar, Final

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from workflow.admin.deeds import AdminDeedForm, ByCommand, ById, EndForm, chosen
from workflow.admin.site import site
from workflow.directory.clusters import ClusterWatch
from workflow.directory.commands import appoint, end_appointment, end_delegation, end_grant, grant_view
from workflow.directory.invitations import WRITES
from workflow.directory.models import Appointment, Delegation, LetterGrant, NominationGrant
from workflow.directory.watching import assign_cluster, end_watch
from workflow.pages.forms import DayField
from workflow.procedure.roles import Role

_END: Final = (("end", _("End it by document")),)


class AppointForm(AdminDeedForm):
    """Who gets which post, where, from when, and by which document."""

    person = chosen(Appointment, "person", _("Person"))
    role = forms.ChoiceField(label=_("Role"), choices=[("", "—"), *((role.value, role.label) for role in Role)])
    organisation = chosen(Appointment, "organisation", _("Organisation"))
    title = forms.CharField(label=_("Title"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), choices=Appointment.Kind.choices, initial=Appointment.Kind.HOLDER)
    field = forms.CharField(
        label=_("Field assigned"), help_text=_("A deputy has a field assigned."), max_length=200, required=False
    )
    from_day = DayField(label=_("From"), help_text=_("dd/mm/yyyy"))
    until = DayField(label=_("Until"), help_text=_("The last day; empty where none is set."), required=False)
    document = forms.CharField(label=_("Document"), help_text=_("Number and date."), max_length=200)

    def clean_role(self) -> Role:
        """The role as commands take it."""
        return Role(self.cleaned_data["role"])


@admin.register(Appointment, site=site)
class Appointments(ByCommand):
    """Appointments: the one truth of who may act."""

    list_display = ("person", "title", "role", "organisation", "from_day", "until")
    list_select_related = ("person", "organisation")
    list_filter = ("role", "kind")
    folded_columns = ("person__folded_name",)
    search_fields = ("organisation__code", "document")
    ordering = ("-from_day", "-pk")
    fields = ("person", "role", "organisation", "title", "kind", "field", "from_day", "until", "document")
    may_add = True
    deeds = _END

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:  # noqa: ARG002
        """Appoint by document."""
        return self.deed(
            request,
            AppointForm,
            lambda form: appoint(**form.given, **form.by),
            title=gettext("Appoint"),
            submit=gettext("Appoint"),
        )

    def end(self, request: HttpRequest, row: Appointment) -> HttpResponse:
        """End an appointment by document."""
        return self.deed(
            request,
            EndForm,
            lambda form: end_appointment(row, **form.given, **form.by),
            title=gettext("End an appointment"),
            submit=gettext("End the appointment"),
            lead=f"{row.person}, {row.title}, {row.organisation}",
            danger=True,
        )


@admin.register(Delegation, site=site)
class Delegations(ByCommand):
    """Delegations: given by the holder of the post, not here; ended by the holder or an administrator."""

    list_display = ("giver_name", "receiver", "kind", "from_day", "until", "document")
    list_select_related = ("giver__person", "giver__organisation", "receiver")
    list_filter = ("kind",)
    folded_columns = ("giver__person__folded_name", "receiver__folded_name")
    search_fields = ("document",)
    ordering = ("-from_day", "-pk")
    fields = ("giver_name", "receiver", "kind", "transitions", "from_day", "until", "document")
    deeds = _END

    @admin.display(description=_("Given by"))
    def giver_name(self, row: Delegation) -> str:
        """Who gave it, with post and body."""
        return f"{row.giver.person}, {row.giver.title}, {row.giver.organisation}"

    def end(self, request: HttpRequest, row: Delegation) -> HttpResponse:
        """End a delegation by document."""
        return self.deed(
            request,
            EndForm,
            lambda form: end_delegation(row, **form.given, **form.by),
            title=gettext("End a delegation"),
            submit=gettext("End the delegation"),
            lead=f"{self.giver_name(row)} → {row.receiver}",
            danger=True,
        )


class WatchForm(AdminDeedForm):
    """Which cluster is assigned to the holder of which post, from when, by which document."""

    cluster = chosen(ClusterWatch, "cluster", _("Cluster"))
    appointment = chosen(ClusterWatch, "appointment", _("Appointment"))
    from_day = DayField(label=_("From"), help_text=_("dd/mm/yyyy"))
    until = DayField(label=_("Until"), help_text=_("The last day; empty where none is set."), required=False)
    document = forms.CharField(label=_("Document"), help_text=_("Number and date."), max_length=200)


@admin.register(ClusterWatch, site=site)
class Watches(ByCommand):
    """Which cluster is assigned to whom."""

    list_display = ("cluster", "holder", "from_day", "until", "document")
    list_select_related = ("cluster", "appointment__person", "appointment__organisation")
    folded_columns = ("appointment__person__folded_name",)
    search_fields = ("cluster__code", "cluster__name")
    ordering = ("-from_day", "-pk")
    fields = ("cluster", "holder", "from_day", "until", "document")
    may_add = True
    deeds = _END

    @admin.display(description=_("Assigned to"))
    def holder(self, row: ClusterWatch) -> str:
        """The person with post and body."""
        post = row.appointment
        return f"{post.person}, {post.title}, {post.organisation}"

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:  # noqa: ARG002
        """Assign a cluster by document."""
        return self.deed(
            request,
            WatchForm,
            lambda form: assign_cluster(**form.given, **form.by),
            title=gettext("Assign a cluster"),
            submit=gettext("Assign the cluster"),
        )

    def end(self, request: HttpRequest, row: ClusterWatch) -> HttpResponse:
        """End a watch by document."""
        return self.deed(
            request,
            EndForm,
            lambda form: end_watch(row, **form.given, **form.by),
            title=gettext("End a watch over a cluster"),
            submit=gettext("End the watch"),
            lead=f"{row.cluster}: {self.holder(row)}",
            danger=True,
        )


class GrantForm(AdminDeedForm):
    """What is shown to whom, from when, and by which document."""

    thing = forms.IntegerField(
        label=_("Number"), help_text=_("The number in the address of the nomination or letter."), min_value=1
    )
    to = chosen(NominationGrant, "user", _("Account"))
    from_day = DayField(label=_("From"), help_text=_("dd/mm/yyyy"))
    until = DayField(label=_("Until"), help_text=_("The last day; empty where none is set."), required=False)
    document = forms.CharField(label=_("Document"), help_text=_("Number and date."), max_length=200)


class EndGrantForm(AdminDeedForm):
    """The last day of a grant."""

    last_day = DayField(label=_("Last day"), help_text=_("dd/mm/yyyy"))


class Grants(ById):
    """Sight of one thing, given by document. The thing has a number here and no name."""

    grants: ClassVar[type[NominationGrant] | type[LetterGrant]]
    list_display: tuple[str, ...] = ("number", "user", "from_day", "until", "document")
    list_select_related: ClassVar[tuple[str, ...]] = ("user",)
    search_fields = ("user__username", "document")
    ordering = ("-from_day", "-pk")
    may_add = True
    deeds = _END

    @admin.display(description=_("Number"), ordering="content_object")
    def number(self, row: NominationGrant | LetterGrant) -> int:
        """The number of the nomination or letter."""
        return int(row.content_object_id)

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:  # noqa: ARG002
        """Grant sight by document."""
        return self.deed(
            request,
            GrantForm,
            lambda form: grant_view(self.grants, **form.given, **form.by),
            title=gettext("Grant sight"),
            submit=gettext("Grant sight"),
        )

    def end(self, request: HttpRequest, row: NominationGrant | LetterGrant) -> HttpResponse:
        """End a grant."""
        return self.deed(
            request,
            EndGrantForm,
            lambda form: end_grant(row, **form.given, **form.by),
            title=gettext("End a grant"),
            submit=gettext("End the grant"),
            lead=f"{row.content_object_id}: {row.user}",
            danger=True,
        )


@admin.register(NominationGrant, site=site)
class NominationGrants(Grants):
    """Sight of one nomination."""

    grants = NominationGrant


@admin.register(LetterGrant, site=site)
class LetterGrants(Grants):
    """A right on one letter and its lines: to see it, given here, or to write in it, given by its officer or head."""

    grants = LetterGrant
    list_display = ("number", "user", "right", "from_day", "until", "document")
    list_select_related = ("user", "permission")

    @admin.display(description=_("Right"))
    def right(self, row: LetterGrant) -> str:
        """What it gives; an invitation that is over gives nothing."""
        if row.permission.codename != WRITES:
            return gettext("sees it")
        return gettext("writes in it") if row.ended_at is None else gettext("wrote in it; it is over")
