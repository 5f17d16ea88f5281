"""Gathers the rooms' tables for Django."""

from workflow.appraisal.models import (
    Appraisal,
    AppraisalSheet,
    Consultation,
    Finding,
    Hold,
    SupplementItem,
    SupplementRequest,
)
from workflow.audit.models import Entry, PersonalDetail, Verification
from workflow.awards.calendar import CalendarDay
from workflow.awards.models import (
    AwardAuthority,
    AwardForm,
    Campaign,
    CampaignDocument,
    Citation,
    Criterion,
    LateAcceptance,
    LegalRegime,
    QuotaDocument,
    QuotaLine,
    Round,
    Route,
    StandingBodies,
)
from workflow.awards.prizes import BaseSalary, PrizeRate
from workflow.awards.templates import DocumentTemplate
from workflow.certificates.blanks import CertificateBlank
from workflow.certificates.models import Ceremony, Certificate, CertificatePrint, PrintedCertificate
from workflow.council.models import (
    AgendaItem,
    Attendance,
    Ballot,
    Conflict,
    CouncilSession,
    MinutesDraft,
    PaperCount,
    Seat,
)
from workflow.decisions.models import Decision, DecisionLine
from workflow.directory.clusters import ClusterMembership, ClusterWatch, EmulationCluster
from workflow.directory.models import (
    Appointment,
    Delegation,
    Kinship,
    LetterGrant,
    NominationGrant,
    NumberRegister,
    Organisation,
    OrganisationType,
    Person,
    Succession,
    User,
)
from workflow.dossiers.history import PastAward
from workflow.dossiers.models import (
    Attachment,
    Correction,
    CriterionAnswer,
    EvidenceLink,
    Letter,
    Nomination,
    Nominee,
    Revision,
    SignOff,
    Standing,
)
from workflow.dossiers.operations import Operation
from workflow.dossiers.plans import UnitPlan
from workflow.dossiers.secret_stubs import SecretStub
from workflow.dossiers.unit_minutes import UnitMinutes
from workflow.dossiers.uploaded import UploadedHistory, UploadedList
from workflow.notifications.models import OutboxMessage
from workflow.pages.drafts import FormDraft
from workflow.worklist.models import Case, WorkItem

__all__ = [
    "AgendaItem",
    "Appointment",
    "Appraisal",
    "AppraisalSheet",
    "Attachment",
    "Attendance",
    "AwardAuthority",
    "AwardForm",
    "Ballot",
    "BaseSalary",
    "CalendarDay",
    "Campaign",
    "CampaignDocument",
    "Case",
    "Ceremony",
    "Certificate",
    "CertificateBlank",
    "CertificatePrint",
    "Citation",
    "ClusterMembership",
    "ClusterWatch",
    "Conflict",
    "Consultation",
    "Correction",
    "CouncilSession",
    "Criterion",
    "CriterionAnswer",
    "Decision",
    "DecisionLine",
    "Delegation",
    "DocumentTemplate",
    "EmulationCluster",
    "Entry",
    "EvidenceLink",
    "Finding",
    "FormDraft",
    "Hold",
    "Kinship",
    "LateAcceptance",
    "LegalRegime",
    "Letter",
    "LetterGrant",
    "MinutesDraft",
    "Nomination",
    "NominationGrant",
    "Nominee",
    "NumberRegister",
    "Operation",
    "Organisation",
    "OrganisationType",
    "OutboxMessage",
    "PaperCount",
    "PastAward",
    "Person",
    "PersonalDetail",
    "PrintedCertificate",
    "PrizeRate",
    "QuotaDocument",
    "QuotaLine",
    "Revision",
    "Round",
    "Route",
    "Seat",
    "SecretStub",
    "SignOff",
    "Standing",
    "StandingBodies",
    "Succession",
    "SupplementItem",
    "SupplementRequest",
    "UnitMinutes",
    "UnitPlan",
    "UploadedHistory",
    "UploadedList",
    "User",
    "Verification",
    "WorkItem",
]
