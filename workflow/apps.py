"""The application: one label, many rooms."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkflowConfig(AppConfig):
    """The nomination workflow."""

    name = "workflow"
    label = "workflow"
    verbose_name = _("Nomination workflow")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Wire the rooms, once their tables are known."""
        # Tables cannot be imported before this moment.
        from workflow import wiring

        wiring.wire()
