"""The prize money of the demo: the accountant opens the list of a decision, and pays it but for the last unit."""

from django.utils import timezone

from workflow.decisions.models import Decision
from workflow.management.demo.story import Story
from workflow.payments.commands import open_payments, pay_prizes, return_prizes
from workflow.payments.models import PaymentList
from workflow.payments.standing import payments_now
from workflow.procedure.roles import Role


def pay(story: Story, decision: Decision) -> None:
    """A list opened; the units but the last paid by one voucher each; one prize came back unclaimed."""
    finance = story.cast.acts("ubnd-finance", Role.FINANCE, "ubnd-tinh")
    opened = PaymentList.objects.get(pk=open_payments(decision, **finance).made["list"])
    by_unit: dict[int, list[int]] = {}
    for key, unit in payments_now().filter(list=opened).values_list("pk", "line__nomination__unit"):
        by_unit.setdefault(unit, []).append(key)
    paid = list(by_unit.values())[:-1]
    for number, payments in enumerate(paid, 1):
        voucher = f"PC-{number:02d} (minh họa)"
        story.expect_whole(pay_prizes(opened, payments, **finance, dated=timezone.localdate(), voucher=voucher))
    if paid:
        reason = "Người nhận vắng mặt ngày trao (minh họa)"
        day = timezone.localdate()
        back = return_prizes(opened, paid[0][:1], **finance, dated=day, voucher="PT-01 (minh họa)", reason=reason)
        story.expect_whole(back)
    story.tell(f"payment list: {opened.payments.count()} prizes, {sum(map(len, paid))} paid, one of them returned")
