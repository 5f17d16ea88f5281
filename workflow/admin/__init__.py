"""Administration: settings, bodies, people, accounts and posts, kept through Django's admin by an administrator.

Who gets in follows from an appointment in force alone; being staff or superuser says nothing here. Appointments,
grants, watches and accounts change by their commands, with a document; reference data changes with its basis, and
every change is an entry of the record. What a dossier rests on is closed, and nothing is deleted. Dossiers, letters,
sign-offs, ballots, decisions and the record have no place here.
"""

from workflow.admin.accounts import Accounts
from workflow.admin.bodies import Organisations
from workflow.admin.posts import Appointments
from workflow.admin.rules import Routes
from workflow.admin.site import site
from workflow.admin.wordings import Wordings

__all__ = ["Accounts", "Appointments", "Organisations", "Routes", "Wordings", "site"]
