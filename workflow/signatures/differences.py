"""What came into a PDF since one of its revisions: pyHanko's rules, also for a revision that had no form yet.

The rules of pyHanko judge what follows a signature, and a signed revision has a form. The file that was given out to be
signed has none; here its form may come into being, with nothing in it but fields of signatures.
"""

from collections.abc import Iterable
from typing import Final

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import HistoricalResolver, RawPdfPath
from pyhanko.sign.diff_analysis import ModificationLevel, StandardDiffPolicy, SuspiciousModification
from pyhanko.sign.diff_analysis.commons import compare_key_refs, qualify_transforming
from pyhanko.sign.diff_analysis.form_rules_api import (
    FieldComparisonContext,
    FormUpdate,
    FormUpdatingRule,
    _list_fields,
)
from pyhanko.sign.diff_analysis.policies import DEFAULT_DIFF_POLICY

_known: Final = frozenset({"/Fields", "/SigFlags", "/DR", "/DA"})
"""What the new form may hold; `/XFA` would be a page of its own, `/NeedAppearances` another look of this one."""


class FormFromNothing(FormUpdatingRule):
    """The rule for forms, where the older revision may be without one."""

    def apply(self, old: HistoricalResolver, new: HistoricalResolver) -> Iterable[tuple[ModificationLevel, FormUpdate]]:
        """What of the new revision is explained by its form. Raises `SuspiciousModification`."""
        if "/AcroForm" in old.root:
            yield from super().apply(old, new)
        elif "/AcroForm" in new.root:
            yield from self._begun(old, new)

    def _begun(
        self, old: HistoricalResolver, new: HistoricalResolver
    ) -> Iterable[tuple[ModificationLevel, FormUpdate]]:
        nothing = generic.DictionaryObject()
        approve = FormUpdate.curry_ref(field_name=None)
        _none, form = yield from qualify_transforming(
            ModificationLevel.LTA_UPDATES, compare_key_refs("/AcroForm", old, old.root, new.root), transform=approve
        )
        if not isinstance(form, generic.DictionaryObject) or set(form) - _known:
            message = "The form holds more than fields of signatures."
            raise SuspiciousModification(message)
        _none, fields = yield from qualify_transforming(
            ModificationLevel.LTA_UPDATES, compare_key_refs("/Fields", old, nothing, form), transform=approve
        )
        _none, resources = yield from qualify_transforming(
            ModificationLevel.FORM_FILLING, compare_key_refs("/DR", old, nothing, form), transform=approve
        )
        if resources is not None:
            found = new.collect_dependencies(resources, since_revision=old.revision + 1)
            yield from ((ModificationLevel.FORM_FILLING, approve(one)) for one in found)
        specs = dict(_list_fields(generic.ArrayObject(), fields, old_path=RawPdfPath("/Root", "/AcroForm", "/Fields")))
        context = FieldComparisonContext(field_specs=specs, old=old, new=new)
        for rule in self.field_rules:
            yield from rule.apply(context)


def _policy() -> StandardDiffPolicy:
    assert isinstance(DEFAULT_DIFF_POLICY, StandardDiffPolicy)  # noqa: S101 -- the library's own
    assert DEFAULT_DIFF_POLICY.form_rule is not None  # noqa: S101 -- as above
    return StandardDiffPolicy(
        global_rules=DEFAULT_DIFF_POLICY.global_rules,
        form_rule=FormFromNothing(DEFAULT_DIFF_POLICY.form_rule.field_rules),
    )


SINCE_GIVEN: Final = _policy()
"""The rules for what came in since a file was given out."""
