"""The demo's units: who works for them in the enterprise area, what they paid, and their notices."""

from datetime import date, timedelta

from django.utils import timezone

from citizens.demo.country import Country
from citizens.demo.workplaces import Workplace
from citizens.models import EmployerMember
from enterprises import notices
from enterprises.models import UnitPayment
from insurance.rules.months import add_months, month_of

# Persona, key of the workplace, role. The clerk works for two units.
DESKS = (
    ("owner", "garment-dn", EmployerMember.Role.OWNER),
    ("clerk", "garment-dn", EmployerMember.Role.CLERK),
    ("clerk", "furniture-dn", EmployerMember.Role.OWNER),
    ("owner", "late-hcm", EmployerMember.Role.OWNER),
    ("viewer", "garment-dn", EmployerMember.Role.VIEWER),
)


def save(country: Country) -> None:
    """Write memberships, payments and notices. The caller holds a transaction, and has saved country and periods."""
    now = timezone.now()
    for persona, workplace, role in DESKS:
        EmployerMember.objects.create(
            employer=country.workplaces[workplace].employer,
            citizen=country.persona(persona),
            role=role,
            confirmed_at=now,
        )
    for key in dict.fromkeys(workplace for _persona, workplace, _role in DESKS):
        _pay(country.workplaces[key], country.today)
        notices.issue_missing(country.workplaces[key].employer, country.today, now)


def _pay(workplace: Workplace, today: date) -> None:
    """Each month's due on a day in the middle of the next month, but the months still owed. Nothing ahead of today."""
    this_month, employer = month_of(today), workplace.employer
    late_from = add_months(this_month, -workplace.plan.late_months)
    for ago in range(notices.MONTHS_KEPT, 0, -1):
        month = add_months(this_month, -ago)
        paid_on = add_months(month, 1) + timedelta(days=10 + month.month % 9)
        amount = notices.dues_of(employer, month).total
        if month < late_from and paid_on <= today and amount:
            UnitPayment.objects.create(
                employer=employer,
                reference=f"UNC {month:%y%m}-{employer.pk % 1000:03d}",
                paid_on=paid_on,
                amount=amount,
            )
