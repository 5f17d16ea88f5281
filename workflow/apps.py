"""The application: one label, many rooms; wires the rooms' facts."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkflowConfig(AppConfig):
    """The nomination workflow."""

    name = "workflow"
    label = "workflow"
    verbose_name = _("Nomination workflow")
    default_auto_field = "django.db.models.BigAutoField"
