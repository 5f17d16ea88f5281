"""What may be said of a signed file, in words for whoever reads it."""

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class Verdict(TextChoices):
    """What is said of a whole file."""

    VALID = "VALID", _("valid")
    VALID_CHAIN_UNKNOWN = "VALID_CHAIN_UNKNOWN", _("unchanged, signer not confirmed")
    CHANGED_AFTER = "CHANGED_AFTER", _("changed after it was signed")
    INVALID = "INVALID", _("not valid")
    UNSIGNED = "UNSIGNED", _("not signed")


class Problem(TextChoices):
    """What stands against one signature, each with what it means."""

    BROKEN = "broken", _("The signature does not fit the file: something was changed, or it belongs to another file.")
    PARTIAL = "partial", _("The signature covers only a part of the file. What it does not cover may say anything.")
    CHANGED = "changed", _("The content was changed after this signature.")
    UNREADABLE = "unreadable", _("This signature cannot be read. Ask the signer to sign the file again.")
    UNKNOWN = "unknown", _("This kind of signature is not known here. Check it with the program that made it.")
    EXPIRED = "expired", _("The certificate had expired when it signed.")
    EARLY = "early", _("The certificate was not valid yet when it signed.")
    FUTURE = "future", _("The signature names a time that lies ahead of ours.")
    REVOKED = "revoked", _("The certificate was revoked.")
    WEAK = "weak", _("The signature is made in a way that is too weak today: somebody could have forged it.")
    USAGE = "usage", _("The certificate is not made for signing documents.")
    UNTRUSTED = "untrusted", _("The certificate does not lead to a certification body that is trusted here.")
    UNCHECKED = "unchecked", _("Who issued the certificate was not checked: no trusted certification body is set here.")
    SELF_SIGNED = "self_signed", _("The signer issued the certificate to themselves: nobody else vouches for the name.")
    FILLED = "filled", _("Fields of the form were filled in after this signature.")


class Revocation(TextChoices):
    """Whether the certificate was revoked, by what the file itself brings. The network is never asked."""

    GOOD = "good", _("not revoked, by the proof in the file")
    REVOKED = "revoked", _("revoked")
    UNCHECKED = "unchecked", _("not checked: the file brings no proof that can be checked here")


class Later(TextChoices):
    """What came into a file later."""

    NOTHING = "nothing", _("nothing")
    PROOFS = "proofs", _("time stamps and proofs alone")
    FIELDS = "fields", _("further signatures or filled fields")
    NOTES = "notes", _("notes on the pages")
    OTHER = "other", _("changes of the content")


class Unread(TextChoices):
    """Why a file is not read at all."""

    NOT_PDF = "not_pdf", _("This is not a PDF. Choose the signed PDF.")
    LOCKED = "locked", _("The PDF is locked by a password. Ask for a copy without one.")
    BROKEN = "broken", _("The PDF is damaged, or made in a way that is not read here. Save it again, or sign it again.")
    LARGE = "large", _("The PDF is larger than a signed file may be.")
    MANY = "many", _("The PDF has more signatures than are read here.")
    HEAVY = "heavy", _("Reading the PDF takes more memory or time than one file may take. Save it again, smaller.")
    BUSY = "busy", _("Many signatures are being checked just now. Try again in a moment.")
    MISSING = "missing", _("The file is not in the store. Tell the administrator.")


_INVALID: Final = frozenset(
    {
        Problem.BROKEN,
        Problem.PARTIAL,
        Problem.UNREADABLE,
        Problem.UNKNOWN,
        Problem.EXPIRED,
        Problem.EARLY,
        Problem.FUTURE,
        Problem.REVOKED,
        Problem.WEAK,
        Problem.USAGE,
    }
)
_UNCONFIRMED: Final = frozenset({Problem.UNTRUSTED, Problem.UNCHECKED, Problem.SELF_SIGNED})
_worst_last: Final = (Verdict.VALID, Verdict.VALID_CHAIN_UNKNOWN, Verdict.CHANGED_AFTER, Verdict.INVALID)

MEANING: "Final[Mapping[Verdict, _StrPromise]]" = {
    Verdict.VALID: _(
        "Nothing was changed since it was signed, and every certificate leads to a certification body that is trusted"
        " here."
    ),
    Verdict.VALID_CHAIN_UNKNOWN: _(
        "Nothing was changed since it was signed. Who signed was not confirmed: compare the name and the issuer of the"
        " certificate with what you know."
    ),
    Verdict.CHANGED_AFTER: _(
        "The file was signed, and its content was changed afterwards. Ask for the file as signed."
    ),
    Verdict.INVALID: _("At least one signature does not hold. Read beside it why, and ask for the file signed anew."),
    Verdict.UNSIGNED: _("The file bears no digital signature. A picture of a signature or of a seal is none."),
}
"""What each verdict means for whoever holds the file, and what to do."""


def verdict_on(problems: Collection[Problem]) -> Verdict:
    """What is said of one signature, by what stands against it."""
    if _INVALID.intersection(problems):
        return Verdict.INVALID
    if Problem.CHANGED in problems:
        return Verdict.CHANGED_AFTER
    if Problem.SELF_SIGNED in problems and not _UNCONFIRMED.intersection(problems) - {Problem.SELF_SIGNED}:
        # A certificate that its owner issued counts where it is itself among those that are trusted here.
        return Verdict.VALID
    return Verdict.VALID_CHAIN_UNKNOWN if _UNCONFIRMED.intersection(problems) else Verdict.VALID


def worst(verdicts: Collection[Verdict]) -> Verdict:
    """What is said of a file with these signatures."""
    return max(verdicts, key=_worst_last.index) if verdicts else Verdict.UNSIGNED
