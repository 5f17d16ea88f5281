"""Django's own gathering of texts, without guesses: a new text stays untranslated until somebody translates it."""

from django.core.management.commands import makemessages


class Command(makemessages.Command):
    """Gather the texts; gettext is not to take a translation from a text that looks alike."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        """As Django's, with one option more for the merging."""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # handed on as they come
        self.msgmerge_options = [*self.msgmerge_options, "--no-fuzzy-matching"]
