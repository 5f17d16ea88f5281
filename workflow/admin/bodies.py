"""Bodies and people: organisations and what became of them, clusters, persons and their kin."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from workflow.admin.kept import BasisForm, Reference
from workflow.admin.site import site
from workflow.database.texts import folded
from workflow.directory.clusters import ClusterMembership, EmulationCluster
from workflow.directory.models import Kinship, Organisation, OrganisationType, Person, Succession

if TYPE_CHECKING:
    from django.db.models import QuerySet


@admin.register(OrganisationType, site=site)
class OrganisationTypes(Reference):
    """The kinds of body."""

    list_display = ("name", "code", "seed_number")
    search_fields = ("name", "code")
    ordering = ("code",)
    open_when_used = ("name_en", "collective")


class OrganisationForm(BasisForm):
    """A body; it does not stand below itself."""

    def clean_parent(self) -> Organisation | None:
        """The body above, which is neither the body itself nor below it."""
        chosen: Organisation | None = self.cleaned_data["parent"]
        above, steps = chosen, 0
        while above is not None and steps < _deepest:
            if above.pk == self.instance.pk:
                self.add_error("parent", _("A body does not stand below itself. Choose another one above it."))
                break
            above, steps = above.parent, steps + 1
        return chosen


_deepest = 20


@admin.register(Organisation, site=site)
class Organisations(Reference):
    """The bodies. One that is renamed or merged gets a new row and a succession: its old papers keep its old name."""

    form = OrganisationForm
    list_display = ("name", "code", "type", "parent", "valid_from", "valid_until")
    list_select_related = ("type", "parent")
    list_filter = ("type",)
    search_fields = ("code",)
    autocomplete_fields = ("parent",)
    ordering = ("name", "pk")
    open_when_used = (
        "short_name",
        "parent",
        "valid_until",
        "submits_upward",
        "keeps_register",
        "document",
        "place",
    )

    def get_search_results(
        self, request: HttpRequest, queryset: "QuerySet[Any]", search_term: str
    ) -> "tuple[QuerySet[Any], bool]":
        """Every word in name, short name or code, with or without its marks: a province has some thousand bodies."""
        del request
        words = folded(search_term).split()
        if not words:
            return queryset, False
        texts = Organisation.objects.values_list("pk", "name", "short_name", "code")
        found = [pk for pk, *said in texts if all(word in folded(" ".join(said)) for word in words)]
        return queryset.filter(pk__in=found), False


@admin.register(Succession, site=site)
class Successions(Reference):
    """What became of a body. Open work follows it, so that it does not change once it is entered."""

    list_display = ("old", "kind", "new", "takes_effect", "carries_work", "document")
    list_select_related = ("old", "new")
    list_filter = ("kind",)
    search_fields = ("old__code", "new__code", "document")
    autocomplete_fields = ("old", "new")
    fixed = ("old", "new", "kind", "takes_effect", "carries_work")
    ordering = ("-takes_effect", "pk")


@admin.register(Person, site=site)
class People(Reference):
    """People. A nomination keeps the name under which it was signed."""

    list_display = ("full_name", "code", "birth_year", "sex")
    folded_columns = ("folded_name",)
    search_fields = ("code",)
    ordering = ("name_key", "pk")
    fixed = ("code", "is_demo")
    exclude = ("is_demo",)
    is_personal = True


@admin.register(Kinship, site=site)
class Kin(Reference):
    """Relatives that people have declared: whoever is kin of a nominee neither appraises nor votes nor decides."""

    list_display = ("person", "relative", "declared_on")
    list_select_related = ("person", "relative")
    folded_columns = ("person__folded_name", "relative__folded_name")
    search_fields = ("person__code", "relative__code")
    autocomplete_fields = ("person", "relative")
    ordering = ("-declared_on", "pk")
    fixed = ("person", "relative")
    is_personal = True


@admin.register(EmulationCluster, site=site)
class Clusters(Reference):
    """Clusters and blocs of bodies."""

    list_display = ("name", "code", "kind", "valid_from", "valid_until", "document")
    search_fields = ("name", "code")
    ordering = ("code",)


@admin.register(ClusterMembership, site=site)
class ClusterMembers(Reference):
    """Which body stands in which cluster; one that leaves it gets its last day."""

    list_display = ("organisation", "cluster", "part", "from_day", "until")
    list_select_related = ("organisation", "cluster")
    list_filter = ("part",)
    search_fields = ("organisation__code", "cluster__code", "cluster__name")
    autocomplete_fields = ("organisation", "cluster")
    fixed = ("organisation", "cluster", "from_day")
    ordering = ("cluster__code", "part", "pk")

    def told_at(self, row: Any) -> int | None:
        """The body that enters or leaves."""
        return int(row.organisation_id)
