"""Tables of the files of signed decisions: what was given out to be signed, what came back, and what it says."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from workflow.decisions.models import Decision
from workflow.dossiers.papers import StoredFile
from workflow.dossiers.scanning import Scan, ScanLook, look_of
from workflow.signatures.verdicts import Later, Problem, Revocation, Unread, Verdict


class SignedFile(models.Model):
    """A file of a signed decision, stored by its hash. It is never changed; a wrong one is set aside with a reason.

    `of_signature` is when the decision was signed, as the file was kept: where that signature was voided since, the
    file is of one that no longer counts. `given` is the PDF given out on which a signed or sealed file rests.
    """

    class Kind(models.TextChoices):
        """What the file is."""

        GIVEN = "GIVEN", _("PDF given out to be signed")
        SIGNED = "SIGNED", _("digitally signed PDF")
        SCAN = "SCAN", _("scan of the paper original")
        SEALED = "SEALED", _("copy with the system's seal")

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="signed_files")
    kind = models.CharField(max_length=6, choices=Kind.choices)
    of_signature = models.DateTimeField()
    given = models.ForeignKey("self", models.PROTECT, null=True, related_name="returned")
    file_name = models.CharField(max_length=250)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)
    scan = models.CharField(max_length=10, default=Scan.UNSCANNED, choices=Scan.choices)
    reason = models.CharField(max_length=500, blank=True)
    kept_by = models.ForeignKey("workflow.Person", models.PROTECT, related_name="+")
    kept_at = models.DateTimeField()
    void_at = models.DateTimeField(null=True)
    void_by = models.ForeignKey("workflow.Person", models.PROTECT, null=True, related_name="+")
    void_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["decision", "of_signature", "kind", "sha256"],
                condition=Q(void_at=None),
                name="signed_file_once",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["GIVEN", "SCAN"], given=None)
                | Q(kind__in=["SIGNED", "SEALED"], given__isnull=False),
                name="signed_file_rests_on_given",
            ),
            models.CheckConstraint(condition=~Q(kind="SCAN", reason=""), name="scan_has_reason"),
            models.CheckConstraint(
                condition=Q(void_at=None, void_by=None, void_reason="")
                | (Q(void_at__isnull=False, void_by__isnull=False) & ~Q(void_reason="")),
                name="signed_file_void_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def stored(self) -> StoredFile:
        """The file in the store."""
        return StoredFile(self.sha256, self.size, self.content_type, self.file_name, Scan(self.scan))

    @property
    def scan_look(self) -> ScanLook:
        """The badge of its virus scan."""
        return look_of(self.scan)


class FileCheck(models.Model):
    """What was said of a file at one time. A later check is another row, and none is ever changed.

    `roots` is how many certification bodies were trusted here then; `by` is empty where the system checked.
    """

    file = models.ForeignKey(SignedFile, models.PROTECT, related_name="checks")
    at = models.DateTimeField()
    by = models.ForeignKey("workflow.Person", models.PROTECT, null=True, related_name="+")
    verdict = models.CharField(max_length=20, choices=Verdict.choices)
    unread = models.CharField(max_length=10, choices=Unread.choices, blank=True)
    since = models.CharField(max_length=10, choices=Later.choices, blank=True)
    roots = models.PositiveIntegerField()
    program = models.CharField(max_length=40)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.file_id}: {self.verdict}"


class SignatureFound(models.Model):
    """One signature as one check has found it, with the certificates that came with it (PEM)."""

    of_check = models.ForeignKey(FileCheck, models.PROTECT, related_name="signatures")
    position = models.PositiveIntegerField()
    is_stamp = models.BooleanField()
    verdict = models.CharField(max_length=20, choices=Verdict.choices)
    problems = models.CharField(max_length=200, blank=True)
    signer = models.CharField(max_length=300, blank=True)
    subject = models.CharField(max_length=300, blank=True)
    issuer = models.CharField(max_length=300, blank=True)
    serial = models.CharField(max_length=300, blank=True)
    valid_from = models.DateTimeField(null=True)
    valid_until = models.DateTimeField(null=True)
    claimed = models.DateTimeField(null=True)
    stamped = models.DateTimeField(null=True)
    stamper = models.CharField(max_length=300, blank=True)
    is_proven = models.BooleanField()
    algorithm = models.CharField(max_length=100, blank=True)
    later = models.CharField(max_length=10, choices=Later.choices, blank=True)
    revocation = models.CharField(max_length=10, choices=Revocation.choices)
    reason = models.CharField(max_length=300, blank=True)
    certificates = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["of_check", "position"], name="signature_of_check_once")
        ]

    def __str__(self) -> str:
        return self.signer

    @property
    def problems_said(self) -> list[str]:
        """What stands against it, in words."""
        return [str(Problem(code).label) for code in self.problems.split()]
