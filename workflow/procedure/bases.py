"""Legal bases as keys. The citations behind them are dated rows of the legal regime (`awards`)."""

from enum import StrEnum, unique


@unique
class Basis(StrEnum):
    """Why a rule holds. A key stays when the law behind it changes."""

    WHO_SUBMITS = "WHO_SUBMITS"
    WHO_DECIDES = "WHO_DECIDES"
    DOSSIER_CONTENTS = "DOSSIER_CONTENTS"
    CRITERIA = "CRITERIA"
    QUOTA = "QUOTA"
    ONE_MERIT_ONE_AWARD = "ONE_MERIT_ONE_AWARD"
    DISSOLVED = "DISSOLVED"
    ROUND = "ROUND"
    RECALL = "RECALL"
    APPRAISAL = "APPRAISAL"
    SUPPLEMENT = "SUPPLEMENT"
    CONSULTATION = "CONSULTATION"
    PARTY_OPINION = "PARTY_OPINION"
    COUNCIL = "COUNCIL"
    HOLD = "HOLD"
    COMPLAINT = "COMPLAINT"
    SIMPLIFIED = "SIMPLIFIED"
    REDIRECT = "REDIRECT"
    WITHDRAWAL = "WITHDRAWAL"
    REVOCATION = "REVOCATION"
    SEPARATION_OF_DUTIES = "SEPARATION_OF_DUTIES"
    AUTHORITY = "AUTHORITY"
    PROCEDURE = "PROCEDURE"
    UNCHANGED = "UNCHANGED"
    STATE_SECRET = "STATE_SECRET"  # noqa: S105 -- a subject of law, no password
