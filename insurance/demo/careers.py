"""A working life as data, and the rows of the record that follow from it. Months are indexes (`rules.months`)."""

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from random import Random

from django.utils import timezone
from psycopg.types.range import DateRange

from citizens.demo.workplaces import Workplace
from citizens.models import Citizen, Employer
from insurance.demo.pay import Pay, Wage, law_changes, within_bounds
from insurance.models import ParticipationPeriod, Source
from insurance.rules.months import month_at, month_index
from insurance.rules.parameters import Bound, MemberCode, SchemeStart, WageBound, find, history
from insurance.rules.participation import PaymentState, Scheme

Span = tuple[int, int]  # half open

PAPER_BOOKS_UNTIL = month_index(date(2009, 1, 1))  # older rows were typed in from paper books
TYPED_IN = date(2017, 3, 1)  # … in the months after


@dataclass(frozen=True)
class Job:
    start: int
    end: int | None  # None: still there
    workplace: Workplace
    title: str
    pay: Pay
    trained: bool = True


@dataclass(frozen=True)
class Voluntary:
    """Months of voluntary BHXH on a chosen income, raised to the floor of the time."""

    start: int
    end: int | None
    income: int


@dataclass(frozen=True)
class Cover:
    """BHYT outside work: member code, who reported it, and the months."""

    start: int
    end: int | None
    code: str
    source: Source = Source.AGENCY


@dataclass
class Career:
    jobs: list[Job] = field(default_factory=list)
    voluntary: list[Voluntary] = field(default_factory=list)
    leaves: list[Span] = field(default_factory=list)  # maternity: counted, not paid
    corrections: list[Span] = field(default_factory=list)
    withdrawn_until: int = 0  # BHXH months before this were paid out at once
    covers: list[Cover] = field(default_factory=list)  # the earlier in the list wins


@dataclass(frozen=True)
class Entry:
    """What a row says besides its months; equal neighbours are one row."""

    employer: Employer | None
    job_title: str
    work_place: str
    member_code: str
    wage: Wage | None
    state: PaymentState
    source: Source


Run = tuple[int, int, Entry]


def make_periods(citizen: Citizen, career: Career, today: date, rng: Random) -> Iterator[ParticipationPeriod]:
    """The person's rows up to last month, scheme by scheme, unsaved."""
    until = month_index(today)
    for scheme in Scheme:
        runs = _health(career, until) if scheme is Scheme.BHYT else _contributed(scheme, career, until)
        for start, end, entry in runs:
            wage = entry.wage
            yield ParticipationPeriod(
                public_id=uuid.UUID(int=rng.getrandbits(128), version=4),
                citizen=citizen,
                scheme=scheme.value,
                months=DateRange(month_at(start), month_at(end)),
                employer=entry.employer,
                job_title=entry.job_title,
                work_place=entry.work_place,
                member_code=entry.member_code,
                insured_wage=wage.stated if wage else None,
                coefficient=wage.coefficient if wage else None,
                position_allowance=wage.position_allowance if wage else None,
                seniority_excess_allowance=wage.seniority_excess_allowance if wage else None,
                seniority_allowance=wage.seniority_allowance if wage else None,
                payment_state=entry.state.value,
                source=entry.source,
                imported_at=_imported_at(end, entry.source, today, rng),
            )


@cache
def first_month(scheme: Scheme) -> int:
    """Since when the record keeps a scheme: its start; BHYT since its law bounds the wage."""
    if scheme is Scheme.BHYT:
        return month_index(history(WageBound, Bound.CEILING, scheme, False)[0].valid_from)
    return month_index(history(SchemeStart, scheme)[0].valid_from)


@cache
def known_code(code: str, month: int) -> str:
    """The member code, or nothing for months before the code table on record."""
    return code if find(MemberCode, month_at(month), code) else ""


def _contributed(scheme: Scheme, career: Career, until: int) -> list[Run]:
    """BHXH, BHTN, TNLD of the jobs, or voluntary BHXH."""
    runs: list[Run] = []
    if scheme is Scheme.BHXH_TN:
        for stretch in career.voluntary:
            runs.extend(_voluntary(stretch, until))
        return _joined(runs)
    for job in career.jobs:
        if (
            scheme is not Scheme.BHTN or job.workplace.plan.industry != "committee"
        ):  # civil servants have no BHTN
            runs.extend(_of_job(scheme, job, career, until))
    return _joined(runs)


def _of_job(scheme: Scheme, job: Job, career: Career, until: int) -> Iterator[Run]:
    start, end = max(job.start, first_month(scheme)), min(job.end or until, until)
    late_from = until - job.workplace.plan.late_months
    cuts = {*law_changes(), *job.pay.changes(start, end), late_from, career.withdrawn_until}
    cuts.update(month for span in (*career.leaves, *career.corrections) for month in span)
    region, employer = job.workplace.employer.wage_region, job.workplace.employer
    for first, following in _pieces(start, end, cuts):
        state = _state(scheme, first, career, late_from)
        if state is None:
            continue
        wage = job.pay.on(first, region)
        bounded = within_bounds(
            wage.stated, scheme, first, region, state_budget=job.workplace.is_public, trained=job.trained
        )
        yield (
            first,
            following,
            Entry(
                employer=employer,
                job_title=job.title,
                work_place=job.workplace.address,
                member_code=known_code(job.workplace.member_code, first) if scheme is Scheme.BHYT else "",
                wage=replace(wage, stated=bounded),
                state=state,
                source=Source.PAPER_BOOK if following <= PAPER_BOOKS_UNTIL else Source.EMPLOYER_REPORT,
            ),
        )


def _state(scheme: Scheme, month: int, career: Career, late_from: int) -> PaymentState | None:
    """The state of a month at work; None when nothing is recorded for it in this scheme."""
    on_leave = any(start <= month < end for start, end in career.leaves)
    if on_leave and scheme in (Scheme.BHTN, Scheme.TNLD):
        return None  # no wage, nothing due, and not counted either
    if scheme is Scheme.BHXH and month < career.withdrawn_until:
        return PaymentState.WITHDRAWN
    if on_leave:
        return PaymentState.CREDITED if scheme is Scheme.BHXH else PaymentState.PAID
    if month >= late_from:
        return PaymentState.LATE
    if scheme is not Scheme.BHYT and any(start <= month < end for start, end in career.corrections):
        return PaymentState.CORRECTION
    return PaymentState.PAID


def _voluntary(stretch: Voluntary, until: int) -> Iterator[Run]:
    start, end = max(stretch.start, first_month(Scheme.BHXH_TN)), min(stretch.end or until, until)
    for first, following in _pieces(start, end, set(law_changes())):
        income = within_bounds(stretch.income, Scheme.BHXH_TN, first, region=4)
        entry = Entry(None, "", "", "", Wage(income), PaymentState.PAID, Source.COLLECTION_AGENT)
        yield first, following, entry


def _health(career: Career, until: int) -> list[Run]:
    """One BHYT entry a month: that of the job, or of the first cover that has the month."""
    begin = first_month(Scheme.BHYT)
    months: list[Entry | None] = [None] * max(0, until - begin)
    for job in career.jobs:
        for start, end, entry in _of_job(Scheme.BHYT, job, career, until):
            months[start - begin : end - begin] = [entry] * (end - start)
    for cover in career.covers:
        for month in range(max(cover.start, begin), min(cover.end or until, until)):
            if months[month - begin] is None:
                code = known_code(cover.code, month)
                months[month - begin] = Entry(None, "", "", code, None, PaymentState.PAID, cover.source)
    return _joined((begin + n, begin + n + 1, entry) for n, entry in enumerate(months) if entry)


def _pieces(start: int, end: int, cuts: set[int]) -> Iterator[Span]:
    if start < end:
        yield from pairwise([start, *sorted(cut for cut in cuts if start < cut < end), end])


def _joined(runs: Iterable[Run]) -> list[Run]:
    """Neighbours that say the same become one."""
    joined: list[Run] = []
    for start, end, entry in runs:
        if joined and joined[-1][1] == start and (joined[-1][2] is entry or joined[-1][2] == entry):
            joined[-1] = (joined[-1][0], end, entry)
        else:
            joined.append((start, end, entry))
    return joined


def _imported_at(end: int, source: Source, today: date, rng: Random) -> datetime:
    """Reported in the month after the last one; never later than the morning of `today`."""
    if source == Source.PAPER_BOOK:
        day = TYPED_IN + timedelta(days=rng.randrange(300))
    else:
        day = month_at(end) + timedelta(days=rng.randint(7, 19))
    at = time(rng.randint(7, 16), rng.randrange(60))
    if day >= today:
        day, at = today, time(5, 30)
    return timezone.make_aware(datetime.combine(day, at), timezone.get_default_timezone())
