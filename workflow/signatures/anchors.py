"""The certification bodies that are trusted here: their certificates as files in a folder (`TRUST_ANCHORS`)."""

import base64
from pathlib import Path
from typing import Final

import structlog
from asn1crypto import pem, x509
from django.conf import settings

_log: Final = structlog.get_logger("workflow.signatures")
_endings: Final = frozenset({".pem", ".crt", ".cer", ".der"})
_largest: Final = 256 * 1024


def trusted_roots() -> list[str]:
    """The certificates (DER in base64), each once, in the order of the files; none where no folder is set.

    A file that is no certificate is left out and named in the log: one damaged file makes none of the others worthless.
    """
    folder = str(settings.TRUST_ANCHORS)
    if not folder:
        return []
    found: list[str] = []
    for path in sorted(Path(folder).iterdir()) if Path(folder).is_dir() else []:
        if path.suffix.lower() in _endings:
            found += _read(path)
    return list(dict.fromkeys(found))


def _read(path: Path) -> list[str]:
    try:
        data = path.read_bytes()[:_largest]
        ders = [der for kind, _headers, der in pem.unarmor(data, multiple=True)] if pem.detect(data) else [data]
        for der in ders:
            # Nothing is parsed before it is asked for.
            _subject = x509.Certificate.load(der, strict=True).subject.human_friendly
    except (OSError, ValueError, TypeError):
        _log.warning("trust_anchor_not_read", file=path.name)
        return []
    return [base64.b64encode(der).decode() for der in ders]
