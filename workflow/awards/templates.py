"""Wordings of documents, kept per legal regime: a row for a regime, then one for all, then what ships here."""

from datetime import date
from typing import Any, ClassVar, Final

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from workflow.awards.models import Confidence, LegalRegime
from workflow.directory.models import Keyed
from workflow.documents.catalogue import NAMES, WORDED, Document
from workflow.documents.papers import NotMade, WrongWording, try_wording
from workflow.documents.samples import sample_of
from workflow.documents.wording import Wording, shipped, worded

LONGEST: Final = 60_000
"""The longest wording, in signs."""
_given_once: Final = ("document", "regime_id", "text", "valid_from")


class DocumentTemplate(Keyed):
    """One version of the wording of a document. It is tried before it is kept; a change is another version."""

    KEY = ("document", "regime__code", "valid_from")

    document = models.CharField(
        _("kind of document"), max_length=30, choices=[(one.value, NAMES[one]) for one in WORDED]
    )
    regime = models.ForeignKey(
        LegalRegime,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="wordings",
        verbose_name=_("legal regime"),
        help_text=_("empty: for every regime that has no wording of its own"),
    )
    text = models.TextField(_("wording"), max_length=LONGEST)
    sha256 = models.CharField(_("SHA-256"), max_length=64, editable=False)
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    reference = models.CharField(_("document"), max_length=200, blank=True)
    confidence = models.CharField(_("how sure"), max_length=12, choices=Confidence.choices)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("wording of a document")
        verbose_name_plural = _("wordings of documents")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["document", "regime", "valid_from"], name="wording_of_regime_once"),
            models.UniqueConstraint(
                fields=["document", "valid_from"], condition=Q(regime=None), name="wording_for_all_once"
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")), name="wording_dates"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document} {self.valid_from:%Y-%m-%d}"

    @property
    def wording(self) -> Wording:
        """The wording, and where it stands."""
        return Wording(self.text, self.sha256, f"{self.document} from {self.valid_from.isoformat()}")

    def clean(self) -> None:
        """Try the text with the sample of its document. Raises `ValidationError` that says the line."""
        if self.pk and self._changed():
            raise ValidationError({"text": _("This version stays as it is. Make a new version instead.")})
        kept = worded(self.text, "")
        if self.document in {one.value for one in WORDED} and self.sha256 != kept.sha256:
            _tried(Document(self.document), kept.text)
            self.text, self.sha256 = kept.text, kept.sha256

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save only what `clean` accepts."""
        self.clean()
        super().save(*args, **kwargs)

    def _changed(self) -> bool:
        before = type(self).objects.get(pk=self.pk)
        return worded(self.text, "").sha256 != before.sha256 or any(
            getattr(before, name) != getattr(self, name) for name in _given_once if name != "text"
        )


def _tried(document: Document, text: str) -> None:
    if len(text) > LONGEST:
        raise ValidationError({"text": _("The text is too long. Shorten it.")})
    try:
        try_wording(document, text, sample_of(document))
    except WrongWording as wrong:
        raise ValidationError({"text": str(wrong)}) from wrong
    except NotMade as busy:
        raise ValidationError(_("The text could not be tried just now. Try again in a minute.")) from busy


def wording_for(document: Document, regime_id: int | None, day: date) -> Wording:
    """The wording in force on the day: of the regime, else for all regimes, else the shipped one. One statement."""
    rows = DocumentTemplate.objects.filter(
        Q(regime=None) | Q(regime=regime_id), Q(valid_until=None) | Q(valid_until__gte=day), valid_from__lte=day
    )
    row = rows.filter(document=document.value).order_by(F("regime").asc(nulls_last=True), "-valid_from").first()
    return row.wording if row else shipped(document)
