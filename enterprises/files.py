"""The coverage list as a file: ordered at the desk, built by the worker, twenty thousand people in seconds."""

import csv
import io
import logging
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Func, IntegerField, Min, Sum
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from openpyxl import Workbook

from citizens.actors import DataClass
from citizens.asking import employer_actor
from citizens.models import EmployerMember
from enterprises import coverage
from enterprises.coverage import Choice, Order
from enterprises.models import UnitFile
from insurance import words
from insurance.models import HiCard, ParticipationPeriod, PaymentState, Scheme
from territory.spreadsheets import inert

logger = logging.getLogger("portal.exports")
KEEP = timedelta(days=7)
AT_ONCE = 2_000  # rows between two reports of progress
Row = Sequence[Any]
Tell = Callable[[float], object]  # hears the share that is done


def order(member: EmployerMember, *, form: str, choice: str, words: str, language: str) -> UnitFile:
    """Ask for a file; while one is being made it is the same one."""
    waiting = UnitFile.objects.of(member).unfinished().first()
    return waiting or UnitFile.objects.create(
        member=member, format=form, choice=choice, words=words, language=language
    )


def build_waiting() -> int:
    """Build every file that waits, one after the other. Safe to run in several processes. Returns how many."""
    count = 0
    while _build_one():
        count += 1
    UnitFile.objects.filter(ready_at__lt=timezone.now() - KEEP).delete()
    return count


def _build_one() -> bool:
    with transaction.atomic():
        waiting = UnitFile.objects.select_for_update(skip_locked=True, of=("self",)).filter(state="waiting")
        file = waiting.select_related("member__employer", "member__citizen").order_by("pk").first()
        if file is None:
            return False
        mine = UnitFile.objects.filter(pk=file.pk)
        # SECURITY: who left the unit after ordering gets nothing.
        has_left = file.member.ended_at is not None
        mine.update(state=UnitFile.State.FAILED if has_left else UnitFile.State.BUILDING, progress=5)
    if has_left:
        return True
    try:
        with translation.override(file.language):
            rows = people_rows(file.member, Choice(file.choice), file.words, timezone.localdate())
            mine.update(progress=40, people=len(rows))
            content = WRITERS[file.format](
                heads(), rows, lambda share: mine.update(progress=40 + int(share * 59))
            )
        mine.update(state=UnitFile.State.READY, progress=100, ready_at=timezone.now(), content=content)
    except Exception:
        logger.exception("a unit's file could not be built")
        mine.update(state=UnitFile.State.FAILED)
    return True


# -- What stands in the file


def heads() -> list[str]:
    return [
        _("Họ và tên"),
        _("Mã số BHXH"),
        *(str(scheme.label) for scheme in coverage.SCHEMES),
        _("Lương đóng (đồng)"),
        _("Công việc"),
        _("Từ tháng tại đơn vị"),
        _("Đến tháng"),
        _("Số tháng tại đơn vị"),
        _("Thẻ BHYT đến ngày"),
        _("Nơi đăng ký khám chữa bệnh ban đầu"),
    ]


class Months(Func):
    """How many months a range of them holds."""

    template = (
        "((extract(year from upper(%(expressions)s)) - extract(year from lower(%(expressions)s))) * 12"
        " + extract(month from upper(%(expressions)s)) - extract(month from lower(%(expressions)s)))::int"
    )
    output_field = IntegerField()


def people_rows(member: EmployerMember, choice: Choice, search: str, today: date) -> list[Row]:
    """The same people and facts as the page, gathered in a handful of queries. Each person's log gets its entry."""
    actor = employer_actor(member)
    employer = member.employer
    with actor.at_work():
        month = coverage.month_shown(employer, today)
        found = coverage.people_of(actor, employer, month, today, choice, search)
        people: list[Any] = list(
            coverage.ordered(found, Order.NAME).values(
                "citizen_id",
                "citizen__full_name",
                "citizen__bhxh_number",
                "insured_wage",
                "job_title",
                "months",
            )
        )
        actor.work.note(DataClass.IDENTITY, (person["citizen_id"] for person in people))
        wanted = {person["citizen_id"] for person in people}
        own = ParticipationPeriod.objects.for_actor(actor)
        sums: dict[int, Any] = {
            row["citizen_id"]: row
            for row in own.filter(scheme=Scheme.BHXH, citizen__in=found.values("citizen"))
            .values("citizen_id")
            .annotate(since=Min("months__startswith"), length=Sum(Months("months")))
        }
        states: dict[int, dict[str, str]] = {key: {} for key in wanted}
        # Nearly everybody's last month is the one shown; whoever's is another is asked for apart.
        apart = {
            person["citizen_id"]: words.last_month(person["months"].upper)
            for person in people
            if words.last_month(person["months"].upper) != month
        }
        schemes = own.filter(scheme__in=coverage.SCHEMES)
        shown = schemes.filter(months__startswith__lte=month, months__endswith__gt=month)
        for row in shown.values("citizen_id", "scheme", "payment_state").iterator():
            if row["citizen_id"] in wanted and row["citizen_id"] not in apart:
                states[row["citizen_id"]][row["scheme"]] = row["payment_state"]
        others = schemes.filter(citizen__in=list(apart)).values(
            "citizen_id", "scheme", "months", "payment_state"
        )
        for other in others.iterator():
            if apart[other["citizen_id"]] in other["months"]:
                states[other["citizen_id"]][other["scheme"]] = other["payment_state"]
        cards: dict[int, Any] = {
            card["citizen_id"]: card
            for card in HiCard.objects.for_actor(actor)
            .filter(citizen__in=found.values("citizen"), state="active", valid__startswith__lte=today)
            .values("citizen_id", "valid", "facility_name")
            .order_by("valid")
        }
    labels = {state.value: str(state.label) for state in PaymentState}
    return [_row(person, sums, states[person["citizen_id"]], cards, labels) for person in people]


def _row(
    person: dict[str, Any],
    sums: dict[int, dict[str, Any]],
    covered: dict[str, str],
    cards: dict[int, dict[str, Any]],
    labels: dict[str, str],
) -> Row:
    key, last = person["citizen_id"], words.last_month(person["months"].upper)
    total, card = sums.get(key), cards.get(key)
    return (
        person["citizen__full_name"],
        person["citizen__bhxh_number"],
        *(labels.get(covered.get(scheme.value, ""), "") for scheme in coverage.SCHEMES),
        person["insured_wage"],
        person["job_title"],
        words.month(total["since"]) if total else "",
        words.month(last),
        total["length"] if total else "",
        card["valid"].upper - timedelta(days=1) if card else "",
        card["facility_name"] if card else "",
    )


# -- Writing


def xlsx(head: Row, rows: Sequence[Row], tell: Tell = lambda share: None) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("Danh sách"))
    sheet.append([inert(cell) for cell in head])
    for number, row in enumerate(rows):
        sheet.append([inert(cell) for cell in row])
        if number % AT_ONCE == AT_ONCE - 1:
            tell(number / len(rows))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def csv_text(head: Row, rows: Sequence[Row], tell: Tell = lambda share: None) -> bytes:
    """With a mark at the start, so that spreadsheets read the letters."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([inert(cell) for cell in head])
    writer.writerows([inert(cell) for cell in row] for row in rows)
    return ("\ufeff" + text.getvalue()).encode()


WRITERS: dict[str, Callable[[Row, Sequence[Row], Tell], bytes]] = {"xlsx": xlsx, "csv": csv_text}
TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
