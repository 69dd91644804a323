"""What the personas' records hold beyond what their months of work lead to, written by hand."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from citizens.models import Citizen
from insurance.demo.benefits import Benefits
from insurance.demo.visits import BIRTH, CAESAREAN, CASES, DIABETES, PRESSURE, STENT, Case, visit
from insurance.models import BenefitKind, BenefitState, HiCard
from insurance.rules.benefits.sickness import convalescence_benefit
from insurance.rules.benefits.work_accident import accident_benefit

HOSPITAL = {
    "31": ("31001", "Bệnh viện Đa khoa Cảng Hoa Phượng"),
    "48": ("48001", "Bệnh viện Phụ sản Sông Hàn"),
    "75": ("75001", "Bệnh viện Đa khoa Bưởi Tân Triều"),
}
BY_ICD: dict[str, Case] = {case.icd: case for case in CASES}


@dataclass
class Record:
    """One persona's rows in the making."""

    citizen: Citizen
    cards: Sequence[HiCard]
    benefits: Benefits
    today: date
    rng: Random

    def ago(self, days: int) -> date:
        return self.today - timedelta(days=days)

    def see(self, case: Case, day: date, *, hospital: bool = False) -> None:
        place = HOSPITAL.get(self.citizen.province_id) if hospital else None
        self.benefits.rows += visit(self.citizen, self.cards, case, day, self.today, self.rng, place)


def worker(record: Record) -> None:
    """Her birth, dengue last year, a cold child, and a sickness that was decided a month ago."""
    record.see(BIRTH, date(2021, 5, 20), hospital=True)
    record.see(BY_ICD["A90"], record.ago(400), hospital=True)
    record.see(BY_ICD["J20.9"], record.ago(75))
    record.see(BY_ICD["K02.1"], record.ago(12))
    record.benefits.sickness(record.ago(75), 5)
    record.benefits.sickness(record.ago(210), 3, kind=BenefitKind.CHILD_SICKNESS, child="Đỗ Gia Khang")
    record.benefits.sickness(record.ago(12), 2)


def driver(record: Record) -> None:
    """A work accident in 2019, decided once; a sickness whose papers came too late."""
    job = next(p for p in record.benefits.bhxh if p.employer and date(2019, 3, 1) in p.months)
    wage, months = job.insured_wage or 0, 107
    computed = accident_benefit(wage, 15, -(-months // 12), date(2019, 3, 14))
    decision = record.benefits.decision(
        BenefitKind.ACCIDENT_ONCE,
        date(2019, 3, 14),
        decided_on=date(2019, 8, 20),
        employer=job.employer,
        base_amount=wage,
        months_contributed=months,
        capacity_loss_percent=15,
        amount=computed.amount,
    )
    record.benefits.paid_at_once(decision)
    record.benefits.decision(
        BenefitKind.SICKNESS,
        record.ago(260),
        decided_on=record.ago(120),
        employer=job.employer,
        state=BenefitState.REFUSED,
        reason="Đơn vị nộp hồ sơ quá 45 ngày kể từ khi bạn đi làm lại, không nêu lý do.",
    )
    record.see(BY_ICD["M54.5"], record.ago(265))
    record.see(BY_ICD["K29.7"], record.ago(40))


def teacher(record: Record) -> None:
    for days in (620, 410, 190, 33):
        record.see(PRESSURE, record.ago(days))
    record.benefits.sickness(record.ago(190), 4)


def pensioner(record: Record) -> None:
    """Medicine every month, and a stent in spring that took him near the year's ceiling."""
    for days in range(20, 700, 30):
        record.see(DIABETES if days % 60 == 20 else PRESSURE, record.ago(days))
    record.see(STENT, date(record.today.year, 4, 9), hospital=True)
    record.see(BY_ICD["J18.9"], record.ago(95), hospital=True)


def farmer(record: Record) -> None:
    for icd, days in (("M54.5", 300), ("K29.7", 140), ("A09", 28)):
        record.see(BY_ICD[icd], record.ago(days))


def mother(record: Record) -> None:
    """Two births, the second by operation, and rest after it."""
    record.see(BIRTH, date(2018, 4, 12), hospital=True)
    record.see(CAESAREAN, date(2022, 10, 3), hospital=True)
    record.see(BY_ICD["J06.9"], record.ago(55))
    first = date(2023, 4, 3)
    days = Decimal(7)
    decision = record.benefits.decision(
        BenefitKind.CONVALESCENCE,
        first,
        decided_on=date(2023, 4, 26),
        days=days,
        amount=convalescence_benefit(days, first).amount,
    )
    record.benefits.paid_at_once(decision)
    record.benefits.sickness(record.ago(55), 3)
    record.benefits.sickness(record.ago(330), 4, kind=BenefitKind.CHILD_SICKNESS, child="Đặng Nhật An")


def student(record: Record) -> None:
    for icd, days in (("J06.9", 350), ("K02.1", 120), ("H10.9", 16)):
        record.see(BY_ICD[icd], record.ago(days))


def clerk(record: Record) -> None:
    record.see(BY_ICD["J06.9"], record.ago(170))
    record.benefits.sickness(record.ago(170), 2)


def healthy(record: Record) -> None:
    """Nothing but what the months of work lead to."""


RECORDS: dict[str, Callable[[Record], None]] = {
    "worker": worker,
    "driver": driver,
    "teacher": teacher,
    "pensioner": pensioner,
    "farmer": farmer,
    "mother": mother,
    "student": student,
    "clerk": clerk,
    "owner": healthy,
    "viewer": healthy,
}
