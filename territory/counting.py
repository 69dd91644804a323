"""How often something happened on a day, in a province: sign-ins, look-ups, looks at records. Names nobody.

A count is kept in a few rows, so that two who add at the same moment rarely meet; it is the sum of them. A trigger
lets numbers only grow (migration).
"""

import random
from collections.abc import Callable
from datetime import date

from django.db import connection, transaction
from django.db.models import Sum
from django.utils.timezone import localdate

from territory.models import DayCount

SLOTS = 8
ADD = """
INSERT INTO territory_daycount (what, day, province, slot, number) VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (what, day, province, slot) DO UPDATE SET number = territory_daycount.number + EXCLUDED.number
"""


def add(what: str, province: str | Callable[[], str | None] | None = None, number: int = 1) -> None:
    """Once the work at hand is saved. A count that fails takes nothing else down; `province` may be asked for then."""
    transaction.on_commit(
        lambda: _add(what, province() if callable(province) else province, number), robust=True
    )


def _add(what: str, province: str | None, number: int) -> None:
    slot = random.randrange(SLOTS)  # noqa: S311 - which row, and no secret
    with connection.cursor() as cursor:
        cursor.execute(ADD, [what, localdate(), province or "", slot, number])


def by_day(what: str, since: date, province: str | None = None) -> dict[date, int]:
    """The days since then that have a count; of one province, or of all and of what names none."""
    rows = DayCount.objects.filter(what=what, day__gte=since)
    if province is not None:
        rows = rows.filter(province=province)
    return dict(rows.values_list("day").annotate(sum=Sum("number")).order_by("day"))


def by_province(what: str, day: date) -> dict[str, int]:
    rows = DayCount.objects.filter(what=what, day=day)
    return dict(rows.values_list("province").annotate(sum=Sum("number")).order_by("province"))
