"""What a password must be, each rule with its words: first what is wrong, then what to do."""

from django.contrib.auth import password_validation as django_rules
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


class LongEnough(django_rules.MinimumLengthValidator):
    """The password has at least so many characters."""

    def get_error_message(self) -> str:
        """What is wrong and what to do."""
        return ngettext(
            "The password is too short. Choose one of at least %(count)d character.",
            "The password is too short. Choose one of at least %(count)d characters.",
            self.min_length,
        ) % {"count": self.min_length}

    def get_help_text(self) -> str:
        """The rule."""
        return ngettext("At least %(count)d character.", "At least %(count)d characters.", self.min_length) % {
            "count": self.min_length
        }


class NotLikeTheName(django_rules.UserAttributeSimilarityValidator):
    """The password is not the name of the account or of the person, nearly."""

    def get_error_message(self) -> str:
        """What is wrong and what to do."""
        return _("The password is too much like your name. Choose another one.")

    def get_help_text(self) -> str:
        """The rule."""
        return _("Not like your name or the name of the account.")


class NotCommon(django_rules.CommonPasswordValidator):
    """The password is not on the list of passwords that are tried first."""

    def get_error_message(self) -> str:
        """What is wrong and what to do."""
        return _("This password is used by many people. Choose another one.")

    def get_help_text(self) -> str:
        """The rule."""
        return _("Not a password that many people use.")


class NotOnlyDigits(django_rules.NumericPasswordValidator):
    """The password is no number."""

    def get_error_message(self) -> str:
        """What is wrong and what to do."""
        return _("The password has only digits. Add letters or signs.")

    def get_help_text(self) -> str:
        """The rule."""
        return _("Not only digits.")
