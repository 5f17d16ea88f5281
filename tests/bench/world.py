"""What is measured on: letters of many households, walked to the desk where the measured act happens."""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.models import Permission
from django.utils import timezone

from tests.support.walk import R1, Walk
from workflow.appraisal.commands import (
    appraise,
    assign_appraisal,
    receive_letter,
    submit_appraisal,
)
from workflow.appraisal.models import Appraisal
from workflow.directory.models import User
from workflow.dossiers.letters import issue_letter, sign_letter
from workflow.dossiers.models import Letter, Nomination
from workflow.management.demo import drafts
from workflow.management.demo.cast import Cast
from workflow.management.demo.desks import sheet
from workflow.procedure.roles import Role


class World:
    """The demo province with as many lines as are asked for."""

    def __init__(self) -> None:
        self.cast = Cast()
        self.walk = Walk(self.cast, R1)
        self.walk.allocate(1_000_000)
        self.office_head = self.cast.acts("tdkt-head", Role.OFFICE_HEAD, "ban-tdkt")
        self.specialist = self.cast.acts("tdkt-specialist-1", Role.OFFICE_SPECIALIST, "ban-tdkt")
        # What stock viewflow asks for; our own commands ask for no permission of this kind.
        for acts in (self.office_head, self.walk.head):
            acts["actor"].user_permissions.add(Permission.objects.get(codename="view_nomination"))
        self.today = timezone.localdate()
        self._made = 0

    def user(self) -> User:
        """The office head as a new request has him: what was asked before is not remembered."""
        return User.objects.get(pk=self.office_head["actor"].pk)

    def head(self) -> User:
        """The unit's head as a new request has her."""
        return User.objects.get(pk=self.walk.head["actor"].pk)

    def with_head(self, many: int) -> tuple[Letter, list[int]]:
        """A letter of so many lines before the head."""
        entries = []
        for _ in range(many):
            self._made += 1
            entries.append(drafts.household(f"Hộ số {self._made} (minh họa)", R1.award_form))
        return self.walk.with_head(entries=entries)

    def appraised(self, many: int) -> list[int]:
        """So many lines appraised as eligible, on an appraisal that waits for approval with one line more."""
        letter, lines = self.with_head(many + 1)
        sign_letter(letter, **self.walk.head)
        clerk: dict[str, Any] = self.walk.clerk
        issue_letter(letter, f"{letter.pk}/TTr", timezone.localdate(), **clerk)
        appraisal = Appraisal.objects.get(letter=letter)
        receive_letter(appraisal, f"ĐẾN-{letter.pk}", **self.specialist)
        assign_appraisal(appraisal, self.cast.person("tdkt-specialist-1"), **self.office_head)
        like = sheet(Nomination.objects.select_related("route").get(pk=lines[0]))
        appraise(appraisal, dict.fromkeys(lines, like), **self.specialist)
        submit_appraisal(appraisal, **self.specialist)
        return lines[:many]

    def single_letters(self, many: int) -> Sequence[int]:
        """Lines that are alone on their letters, before the head."""
        return [self.with_head(1)[1][0] for _ in range(many)]
