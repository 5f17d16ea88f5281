"""Denied: the post does not give it, or the thing is given to nobody. A page shows the reason."""

from django.core.exceptions import PermissionDenied


class Denied(PermissionDenied):
    """A `PermissionDenied` whose text is one of ours, in the reader's language; what libraries raise is not shown."""
