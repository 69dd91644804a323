"""Benefits of the demo's people: what their months of work must have led to, computed by the rules."""

import uuid
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from django.db.models import Model
from psycopg.types.range import DateRange

from citizens.models import Citizen, Sex
from insurance.demo.cards import facility_of, noted
from insurance.models import (
    BenefitAdjustment,
    BenefitDecision,
    BenefitKind,
    BenefitPayment,
    BenefitState,
    LeaveCertificate,
    PaperKind,
    PaperState,
    ParticipationPeriod,
    PaymentState,
    PayoutChannel,
    PayoutState,
    Scheme,
)
from insurance.rules import parameters
from insurance.rules.benefit_parameters import UnemploymentRate
from insurance.rules.benefits.maternity import birth_benefit
from insurance.rules.benefits.pension import TooFewYearsError, increased, increases_between, monthly_pension
from insurance.rules.benefits.sickness import sickness_benefit
from insurance.rules.benefits.unemployment import unemployment_allowance
from insurance.rules.benefits.withdrawal import withdrawal
from insurance.rules.dated_rows import NoParameterFor, find
from insurance.rules.months import add_months, month_index

SICKNESS_CHANCE = 0.12
ILLNESSES = (
    ("J20", "Viêm phế quản cấp", "Thuốc uống, nghỉ ngơi"),
    ("A90", "Sốt xuất huyết Dengue", "Truyền dịch, theo dõi"),
    ("M54", "Đau thắt lưng", "Thuốc giảm đau, vật lý trị liệu"),
    ("K29", "Viêm dạ dày", "Thuốc uống"),
    ("S93", "Bong gân cổ chân", "Băng cố định"),
    ("J11", "Cúm", "Thuốc uống, nghỉ ngơi"),
)
PENSION_MONTHS = 24  # months of payments kept for people who are no personas


class Benefits:
    """Makes the rows of one person after the other: decisions first, then what hangs on them."""

    def __init__(
        self, citizen: Citizen, periods: Sequence[ParticipationPeriod], today: date, rng: Random
    ) -> None:
        self.citizen, self.periods, self.today, self.rng = citizen, periods, today, rng
        self.rows: list[Model] = []
        self.bhxh = [p for p in periods if p.scheme == Scheme.BHXH]
        self.account = f"{'*' * 8}{rng.randint(0, 9999):04d}"

    def make(self, *, is_persona: bool) -> list[Model]:
        self._maternity()
        self._withdrawal()
        self._unemployment()
        self._pension(None if is_persona else PENSION_MONTHS)
        if self.rng.random() < SICKNESS_CHANCE:
            self.sickness(
                self.today.replace(day=1) - timedelta(days=self.rng.randint(20, 300)), self.rng.randint(2, 7)
            )
        return self.rows

    # -- one benefit each

    def _maternity(self) -> None:
        if self.citizen.sex != Sex.FEMALE:
            return
        for leave in self.bhxh:
            months = month_index(leave.months.upper) - month_index(leave.months.lower)
            if leave.payment_state != PaymentState.CREDITED or months != 6:
                continue
            wage = self._wage_before(leave.months.lower)
            birth = leave.months.lower + timedelta(days=self.rng.randint(9, 26))
            if wage is None:
                continue
            try:
                computed = birth_benefit(wage, birth, months=months)
            except NoParameterFor:
                continue
            decision = self.decision(
                BenefitKind.MATERNITY,
                birth,
                decided_on=birth + timedelta(days=self.rng.randint(40, 70)),
                period=DateRange(leave.months.lower, leave.months.upper),
                employer=leave.employer,
                base_amount=wage,
                rate_percent=Decimal(100),
                months_granted=months,
                children=1,
                amount=computed.amount,
            )
            self.paid_at_once(decision)

    def _withdrawal(self) -> None:
        taken = [p for p in self.bhxh if p.payment_state == PaymentState.WITHDRAWN and p.insured_wage]
        if not taken:
            return
        last = max(p.months.upper for p in taken)
        settled = add_months(last, 14) + timedelta(days=self.rng.randint(1, 20))
        cut = month_index(date(2014, 1, 1))
        months = [
            (month_index(p.months.lower), month_index(p.months.upper), p.insured_wage or 0) for p in taken
        ]
        count = sum(end - start for start, end, _wage in months)
        before = sum(max(0, min(end, cut) - start) for start, end, _wage in months)
        average = round(sum((end - start) * wage for start, end, wage in months) * Decimal("1.15") / count)
        try:
            computed = withdrawal(average, before, count - before, settled)
        except NoParameterFor:
            return
        if settled >= self.today:
            return
        decision = self.decision(
            BenefitKind.WITHDRAWAL,
            settled,
            decided_on=settled,
            base_amount=average,
            months_contributed=count,
            months_before_2014=before,
            amount=computed.amount,
        )
        self.paid_at_once(decision)

    def _unemployment(self) -> None:
        insured = [p for p in self.periods if p.scheme == Scheme.BHTN]
        for cover in (p for p in self.periods if p.scheme == Scheme.BHYT and p.member_code == "TN"):
            earlier = [p for p in insured if p.months.upper <= cover.months.lower and p.insured_wage]
            if not earlier:
                continue
            last = max(earlier, key=lambda p: p.months.upper)
            last_month = add_months(last.months.upper, -1)
            contributed = sum(month_index(p.months.upper) - month_index(p.months.lower) for p in earlier)
            decided = cover.months.lower + timedelta(days=self.rng.randint(12, 19))
            if find(UnemploymentRate, decided) is None or last.employer is None:
                continue
            region = last.employer.wage_region
            computed = unemployment_allowance(
                last.insured_wage or 0, contributed, region, last_month, decided
            )
            months = min(computed.months, month_index(cover.months.upper) - month_index(cover.months.lower))
            if not months:
                continue
            start = decided
            decision = self.decision(
                BenefitKind.UNEMPLOYMENT,
                last_month,
                decided_on=decided,
                period=DateRange(start, add_months(start, computed.months).replace(day=start.day)),
                base_amount=last.insured_wage,
                rate_percent=computed.percent,
                months_contributed=contributed,
                months_granted=computed.months,
                wage_region=region,
                amount=computed.amount,
            )
            for number in range(months):
                day = add_months(start, number + 1) + timedelta(days=4)
                if day < self.today:
                    self.payment(decision, add_months(start, number), day, computed.amount)

    def _pension(self, months_of_payments: int | None) -> None:
        cover = next((p for p in self.periods if p.scheme == Scheme.BHYT and p.member_code == "HT"), None)
        if cover is None:
            return
        start = cover.months.lower
        months = sum(
            month_index(p.months.upper) - month_index(p.months.lower)
            for p in self.periods
            if p.scheme in (Scheme.BHXH, Scheme.BHXH_TN) and p.payment_state != PaymentState.WITHDRAWN
        )
        wages = [p.insured_wage for p in self.bhxh if p.insured_wage][-6:]
        if not wages:
            return
        average = round(sum(wages) / len(wages) / 1000) * 1000
        try:
            computed = monthly_pension(parameters.Sex(self.citizen.sex), average, months, start)
        except (NoParameterFor, TooFewYearsError):
            return
        decision = self.decision(
            BenefitKind.PENSION,
            start,
            state=BenefitState.RUNNING,
            decided_on=start - timedelta(days=self.rng.randint(3, 15)),
            file_number=f"HT{self.citizen.province_id}{self.rng.randint(0, 9999999):07d}",
            base_amount=average,
            rate_percent=computed.rate_percent,
            months_contributed=months,
            amount=computed.amount,
        )
        amount = computed.amount
        changes: list[tuple[date, int]] = [(start, amount)]
        for row in increases_between(start, self.today):
            raised = increased(amount, row)
            self.rows.append(
                BenefitAdjustment(
                    **self._common(row.valid_from),
                    decision=decision,
                    effective_on=row.valid_from,
                    amount_before=amount,
                    amount_after=raised,
                    percent=row.percent,
                    reason=row.source,
                )
            )
            amount = raised
            changes.append((row.valid_from, amount))
        last = month_index(self.today)
        first = (
            month_index(start)
            if months_of_payments is None
            else max(month_index(start), last - months_of_payments)
        )
        for index in range(first, last + 1):
            month = add_months(start, index - month_index(start))
            day = month + timedelta(days=self.rng.choice((3, 4, 5)))
            due = next(value for begins, value in reversed(changes) if begins <= month)
            if day < self.today:
                self.payment(decision, month, day, due)

    def sickness(
        self, first: date, days: int, *, kind: BenefitKind = BenefitKind.SICKNESS, child: str = ""
    ) -> BenefitDecision | None:
        """A leave paper, and the decision on it where the person was at work."""
        job = next((p for p in self.bhxh if p.employer and first in p.months and p.insured_wage), None)
        if job is None or job.insured_wage is None:
            return None
        code, diagnosis, treatment = self.rng.choice(ILLNESSES)
        facility = facility_of(self.citizen)
        end = first + timedelta(days=days)
        decided = end + timedelta(days=self.rng.randint(14, 35))
        settled = decided < self.today
        self.rows.append(
            LeaveCertificate(
                **self._common(first),
                kind=PaperKind.LEAVE,
                serial=f"C65/{first:%y}/{self.rng.randint(0, 99999999):08d}",
                facility_code=facility[0],
                facility_name=facility[1],
                employer_name=job.employer.name if job.employer else "",
                diagnosis=diagnosis,
                treatment=treatment,
                icd=code,
                period=DateRange(first, end),
                days=days,
                child_name=child,
                doctor_name=self.rng.choice(("BS. Mai Hồng Phúc", "BS. Lương Bảo Châu", "BS. Tạ Đức Hòa")),
                doctor_licence=f"{self.rng.randint(1000, 9999):06d}/CCHN",
                issued_on=first,
                state=PaperState.USED if settled else PaperState.RECEIVED,
            )
        )
        if not settled:
            return None
        working = sum((first + timedelta(days=number)).weekday() < 6 for number in range(days))
        computed = sickness_benefit(job.insured_wage, Decimal(working), first)
        decision = self.decision(
            kind,
            first,
            decided_on=decided,
            period=DateRange(first, end),
            days=Decimal(working),
            days_in_year=Decimal(working),
            employer=job.employer,
            base_amount=job.insured_wage,
            rate_percent=computed.percent,
            amount=computed.amount,
            batch=f"{decided:%m/%Y}",
        )
        self.paid_at_once(decision)
        return decision

    # -- rows

    def decision(self, kind: BenefitKind, event_on: date, **fields: object) -> BenefitDecision:
        decided: date = fields["decided_on"]  # type: ignore[assignment]
        row = BenefitDecision(
            **{
                **self._common(decided),
                "kind": kind,
                "state": BenefitState.ENDED,
                "event_on": event_on,
                "decision_number": f"{self.rng.randint(100, 99999)}/QĐ-BHXH",
                **fields,
            }
        )
        self.rows.append(row)
        return row

    def paid_at_once(self, decision: BenefitDecision) -> None:
        day = decision.decided_on + timedelta(days=self.rng.randint(3, 9))
        if day < self.today and decision.amount is not None:
            self.payment(decision, decision.event_on, day, decision.amount)

    def payment(self, decision: BenefitDecision, month: date, day: date, amount: int) -> None:
        first = month.replace(day=1)
        bank = decision.kind != BenefitKind.PENSION or self.citizen.birth_date.year > 1955
        self.rows.append(
            BenefitPayment(
                **self._common(day),
                decision=decision,
                period=DateRange(first, add_months(first, 1)),
                amount=amount,
                state=PayoutState.PAID,
                paid_on=day,
                channel=PayoutChannel.BANK if bank else PayoutChannel.POST,
                place="Ngân hàng Minh Họa" if bank else "Bưu điện văn hóa xã",
                account_masked=self.account if bank else "",
            )
        )

    def _wage_before(self, month: date) -> int | None:
        earlier = [p for p in self.bhxh if p.months.upper <= month and p.insured_wage]
        return earlier[-1].insured_wage if earlier else None

    def _common(self, day: date) -> dict[str, object]:
        return {
            "public_id": uuid.UUID(int=self.rng.getrandbits(128), version=4),
            "citizen": self.citizen,
            "imported_at": noted(day, self.today),
        }
