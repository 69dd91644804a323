"""BHYT cards of the demo's people, as their months of BHYT give them."""

import uuid
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from random import Random

from django.utils import timezone
from psycopg.types.range import DateRange

from citizens.models import Citizen
from insurance.models import CardState, HiCard, ParticipationPeriod
from insurance.rules.card_validity import child_card_ends_on
from insurance.rules.copayment import continuity
from insurance.rules.dated_rows import find
from insurance.rules.months import month_of
from insurance.rules.parameters import MemberCode

SINCE = date(2015, 1, 1)
CHILD = "TE"


def cards(citizen: Citizen, health: Sequence[ParticipationPeriod], today: date, rng: Random) -> list[HiCard]:
    """One card a run of months with the same member code; the last one reaches to the end of the year."""
    runs: list[tuple[str, date, date]] = []
    for period in health:
        start, end = max(period.months.lower, SINCE), period.months.upper
        if start >= end or not period.member_code:
            continue
        if runs and runs[-1][0] == period.member_code and runs[-1][2] == start:
            runs[-1] = (runs[-1][0], runs[-1][1], end)
        else:
            runs.append((period.member_code, start, end))
    facility = facility_of(citizen)
    found = []
    for code, start, end in runs:
        begins = citizen.birth_date if code == CHILD else start
        if end >= month_of(today):  # still running: until the end of the year, or of the child's card
            end = (
                child_card_ends_on(citizen.birth_date, today) + timedelta(days=1)
                if code == CHILD
                else date(today.year + 1, 1, 1)
            )
        row = find(MemberCode, max(begins, SINCE), code)
        level = row.level if row and row.level else 4
        before = [(p.months.lower, p.months.upper) for p in health if p.months.lower <= start]
        unbroken = continuity(before, month_of(start))
        found.append(
            HiCard(
                public_id=uuid.UUID(int=rng.getrandbits(128), version=4),
                citizen=citizen,
                number=f"{code}{level}{citizen.province_id}{citizen.bhxh_number}",
                member_code=code,
                benefit_level=level,
                valid=DateRange(begins, end),
                issued_on=begins + timedelta(days=20)
                if code == CHILD
                else begins - timedelta(days=rng.randint(2, 12)),
                issued_by=f"BHXH {citizen.province.full_name}",
                state=CardState.ACTIVE,
                facility_code=facility[0],
                facility_name=facility[1],
                area_code="K1" if code in {"DT", "DK"} else "",
                five_years_on=unbroken.five_years_on if unbroken else None,
                imported_at=noted(begins, today),
            )
        )
    return found


def facility_of(citizen: Citizen) -> tuple[str, str]:
    """A made-up facility near home: code and name."""
    number = sum(map(ord, citizen.ward_id)) % 40 + 1
    return f"{citizen.province_id}{number:03d}", f"Trung tâm Y tế khu vực {citizen.ward.short_name}"


def noted(day: date, today: date) -> datetime:
    """When a row came in: soon after its day, and never after this morning."""
    return timezone.make_aware(datetime.combine(min(day + timedelta(days=9), today), time(5, 20)))
