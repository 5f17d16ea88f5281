"""How much the public sees of an award: by the rules of the day, or less where the office protects somebody."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from django.db.models import Case, F, IntegerField, Q, Value, When
from django.db.models.functions import Coalesce, Greatest

from workflow.public_register.models import Level, PrivacyRule

DEFAULT: Final = Level.FULL
"""What holds where no rule does: a published decision and its annexed list are read by everybody (SEED-42)."""


def rules_on(day: date) -> list[PrivacyRule]:
    """The rules in force on the day, the one that holds first: it names most, or else is the newest."""
    in_force = Q(Q(valid_until=None) | Q(valid_until__gte=day), valid_from__lte=day)
    found = PrivacyRule.objects.filter(in_force)
    return sorted(found, key=lambda rule: (-rule.names, -rule.valid_from.toordinal(), -rule.level))


def by_rules(rules: Iterable[PrivacyRule]) -> Any:
    """The level of a line by these rules, in their order: an expression over decision lines."""
    general, whens = DEFAULT, []
    for rule in rules:
        if not rule.names:
            general = Level(rule.level)
            break
        whens.append(When(_fits(rule), then=Value(int(rule.level))))
    return Case(*whens, default=Value(int(general)), output_field=IntegerField())


def _fits(rule: PrivacyRule) -> Q:
    fits = Q()
    if rule.campaign_id:
        fits &= Q(nomination__campaign=rule.campaign_id)
    if rule.authority_id:
        fits &= Q(decision__authority=rule.authority_id)
    if rule.nominee_kind:
        fits &= Q(nomination__nominee_kind=rule.nominee_kind)
    return fits


def level_on(day: date) -> Any:
    """The level of a line on the day: the stricter of the rules and of the office's protection. One statement now."""
    own = Coalesce(F("protection__level"), Value(int(Level.FULL)), output_field=IntegerField())
    return Greatest(by_rules(rules_on(day)), own, output_field=IntegerField())
