"""The demo's units: who works for them in the enterprise area, what they paid, their notices, what waits."""

from datetime import date, datetime, timedelta

from django.utils import timezone

from citizens.asking import employer_actor
from citizens.demo.country import Country
from citizens.demo.workplaces import Workplace
from citizens.models import EmployerMember
from enterprises import disputes, notices, reports
from enterprises.models import UnitPayment
from insurance.models import ParticipationPeriod, PaymentState, Scheme
from insurance.rules.months import add_months, month_of

RAISE = 500_000  # VND a month

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
    _leave_work(country, now)


def _leave_work(country: Country, now: datetime) -> None:
    """The clerk of the first unit sent changes and doubts a row: the office's desk has something to decide."""
    person = country.persona("clerk")
    clerk = EmployerMember.objects.select_related("citizen", "employer").get(
        employer=country.workplaces["garment-dn"].employer, citizen=person
    )
    month = month_of(country.today)
    ordinary = ParticipationPeriod.objects.filter(
        employer=clerk.employer,
        scheme=Scheme.BHXH,
        months__endswith=month,
        payment_state=PaymentState.PAID,
        citizen__user=None,
        citizen__province="75",
    )
    found = list(ordinary.select_related("citizen").order_by("-pk")[:3])
    if len(found) < 3:  # a country too small to have them
        return
    raised, left, doubted = found
    first = {"tu_thang": f"{month:%m/%Y}"}
    rows = [
        {
            **first,
            "ho_ten": raised.citizen.full_name,
            "ma_so_bhxh": raised.citizen.bhxh_number,
            "phuong_an": "Điều chỉnh lương",
            "muc_luong": str((raised.insured_wage or 0) + RAISE),
        },
        {
            **first,
            "ho_ten": left.citizen.full_name,
            "ma_so_bhxh": left.citizen.bhxh_number,
            "phuong_an": "Giảm",
        },
        {
            **first,
            "ho_ten": "Nguyễn Thị Minh Họa",
            "phuong_an": "Tăng",
            "muc_luong": str(raised.insured_wage),
            "cong_viec": "Công nhân may",
        },
    ]
    actor = employer_actor(clerk)
    with actor.at_work():
        checked = reports.check(rows, actor, clerk.employer, country.today)
    reports.send(reports.save_draft(clerk, checked), now)
    disputes.open_dispute(
        period=doubted, side="unit", reason="Đơn vị ghi nhầm mức lương.", by=person.user, now=now
    )


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
