"""D02-LT: reading a unit's changes, checking them against its own people, sending them, and carrying out decisions.

SECURITY: nothing here tells a unit anything about a person it has not declared itself. A new person is recognised by
the office when it decides, never before.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.db.models.functions import Coalesce
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from citizens.actors import Actor, DataClass
from citizens.models import Citizen, Employer, EmployerMember, User
from citizens.models.data_requests import case_number
from citizens.notifications import notify
from citizens.rules.numbers import BHXH_DIGITS
from enterprises.coverage import SCHEMES
from enterprises.models import ChangeReport, ChangeRow
from insurance.imports import cells
from insurance.imports.files import UnreadableFile, open_table
from insurance.imports.kind import Column, Kind
from insurance.models import ParticipationPeriod, PaymentState, Scheme, Source
from insurance.rules.benefit_parameters import ReportTerm, ReportWindow
from insurance.rules.contribution import insured_wage
from insurance.rules.dated_rows import at
from insurance.rules.months import add_months, month_of
from insurance.rules.participation import Scheme as RuleScheme
from territory.text import fold
from territory.workdays import add_working_days

MOST_ROWS = 5_000
KINDS = {"increase": "Tăng", "decrease": "Giảm", "wage": "Điều chỉnh lương"}

COLUMNS = (
    Column("ho_ten", "", cells.required(cells.text(120)), "", "Nguyễn Thị Minh Họa", True, ("ho va ten", "ho ten")),
    Column("ma_so_bhxh", "", cells.digits(BHXH_DIGITS), "", "7513000001", True, ("ma so bhxh", "so so bhxh")),
    Column(
        "phuong_an", "", cells.required(cells.choice(KINDS, codes=False)),
        "", "Điều chỉnh lương", True, ("phuong an",),
    ),
    Column("tu_thang", "", cells.required(cells.month), "", "11/2026", True, ("tu thang", "tu thang nam")),
    Column("muc_luong", "", cells.money, "", "9.200.000", True, ("muc luong", "luong dong", "tien luong")),
    Column("cong_viec", "", cells.text(160), "", "Công nhân may", False, ("chuc danh", "cong viec", "chuc vu")),
)  # fmt: skip
FORM = Kind("d02-lt", "D02-LT", DataClass.PARTICIPATION, COLUMNS, "", {}, (), ())
READERS = {column.name: column.read for column in COLUMNS}


class TooManyRows(UnreadableFile):
    """More rows than one report takes."""


def template_rows() -> tuple[list[str], list[list[str]]]:
    return [column.name for column in COLUMNS], [[column.example for column in COLUMNS]]


def read_file(name: str, content: bytes) -> list[dict[str, str]]:
    """The rows of an uploaded file as cells by our names, blank rows left out. Raises UnreadableFile."""
    with NamedTemporaryFile(suffix=Path(name).suffix.lower()) as kept:
        kept.write(content)
        kept.flush()
        with open_table(Path(kept.name), FORM) as table:
            found = []
            for _line, values, _share in table.rows:
                row = {
                    head: cell for head, cell in zip(table.headings, values, strict=False) if head in READERS
                }
                if any(cell.strip() for cell in row.values()):
                    found.append(row)
                if len(found) > MOST_ROWS:
                    raise TooManyRows(_("Tệp dài quá 5.000 dòng. Hãy chia thành nhiều báo cáo."))
            return found


# -- Checking


@dataclass(frozen=True)
class Own:
    """What the unit itself has on record of somebody."""

    name: str
    rows: list[ParticipationPeriod]  # BHXH, oldest first

    def on(self, month: date) -> ParticipationPeriod | None:
        return next((row for row in self.rows if row.months.lower <= month < row.months.upper), None)

    def near(self, month: date) -> ParticipationPeriod | None:
        """The row of the month, or of the month before it: records of a month arrive in the next."""
        last = self.rows[-1] if self.rows else None
        return self.on(month) or (last if last and last.months.upper >= add_months(month, -1) else None)


def own_people(actor: Actor, employer: Employer, numbers: Iterable[str]) -> dict[str, Own]:
    """The unit's own people with these numbers. Others are as absent as numbers of nobody."""
    carriers = Citizen.objects.carrying(numbers)
    rows = (
        ParticipationPeriod.objects.for_actor(actor)
        .with_person()
        .filter(employer=employer, scheme=Scheme.BHXH, citizen__in=carriers.values("person"))
        .oldest_first()
    )
    called: dict[int, list[str]] = {}
    for number, key in carriers.values_list("bhxh_number", "person"):
        called.setdefault(key, []).append(number)
    found: dict[str, Own] = {}
    for row in rows:
        for number in called[row.citizen_id]:
            found.setdefault(number, Own(row.citizen.full_name, [])).rows.append(row)
        actor.work.note(DataClass.IDENTITY, (row.citizen_id,))
    return found


def check(
    raw: Sequence[dict[str, str]],
    actor: Actor,
    employer: Employer,
    today: date,
    draft: ChangeReport | None = None,
) -> list[ChangeRow]:
    """Each row with its values and what is wrong with it, unsaved; with `draft`, beside its right rows."""
    rows = [_read(line, values) for line, values in enumerate(raw, start=1)]
    own = own_people(actor, employer, {row.bhxh_number for row in rows if row.bhxh_number})
    numbers = [row.bhxh_number for row in rows]
    if draft is not None:
        numbers += ChangeRow.objects.of(draft).right().values_list("bhxh_number", flat=True)
    twice = {number for number, count in Counter(numbers).items() if number and count > 1}
    for row in rows:
        if not row.errors:
            _compare(row, own.get(row.bhxh_number), employer, today)
        if row.bhxh_number in twice:
            _wrong(row, "ma_so_bhxh", _("Mã số này có ở hai dòng. Mỗi người một dòng trong một báo cáo."))
    return rows


def _read(line: int, raw: dict[str, str]) -> ChangeRow:
    row = ChangeRow(line=line, cells=raw, errors=[])
    values: dict[str, Any] = {}
    for name, read in READERS.items():
        try:
            values[name] = read(cells_text(raw.get(name, "")))
        except cells.BadCell as bad:
            _wrong(row, name, str(bad))
    row.full_name = values.get("ho_ten") or ""
    row.bhxh_number = values.get("ma_so_bhxh") or ""
    row.kind = values.get("phuong_an") or ""
    row.month = date.fromisoformat(values["tu_thang"]) if values.get("tu_thang") else None
    row.wage = int(values["muc_luong"]) if values.get("muc_luong") else None
    row.job_title = values.get("cong_viec") or ""
    return row


def cells_text(cell: str) -> str:
    text = cell.strip()
    return text[1:] if text[:1] == "'" else text  # our own files put it before what looks like a formula


def _compare(row: ChangeRow, own: Own | None, employer: Employer, today: date) -> None:
    """Rules between the cells, and against the unit's own people."""
    month = row.month or today
    back = at(ReportWindow, today).months_back
    earliest, latest = add_months(month_of(today), -back), add_months(month_of(today), 1)
    if not earliest <= month <= latest:
        told = _("Chỉ báo được trong %(count)s tháng qua và tháng tới. Xa hơn, hãy đến cơ quan BHXH.")
        _wrong(row, "tu_thang", told % {"count": back})
    if row.kind != ChangeRow.Kind.DECREASE:
        _check_wage(row, employer, month)
    if row.kind == ChangeRow.Kind.INCREASE:
        if own and own.on(month):
            _wrong(row, "tu_thang", _("Người này đang có trong danh sách của đơn vị ở tháng đó."))
        return
    if not row.bhxh_number:
        _wrong(row, "ma_so_bhxh", _("Hãy ghi mã số BHXH: chỉ người mới mới để trống."))
        return
    current = own.near(month) if own else None
    if current is None or own is None:
        _wrong(row, "ma_so_bhxh", _("Đơn vị không có người mang mã số này trên hồ sơ ở tháng đó."))
        return
    if fold(own.name) != fold(row.full_name):
        _wrong(row, "ho_ten", _("Họ tên không khớp với mã số này trong danh sách của đơn vị."))
    row.wage_before = current.insured_wage
    if row.kind == ChangeRow.Kind.WAGE and row.wage == row.wage_before:
        _wrong(row, "muc_luong", _("Lương này đúng bằng lương đang đóng: không có gì thay đổi."))


def _check_wage(row: ChangeRow, employer: Employer, month: date) -> None:
    if not row.wage:
        _wrong(row, "muc_luong", _("Hãy ghi mức lương đóng."))
        return
    public = employer.kind == Employer.Kind.PUBLIC
    bounds = insured_wage(
        RuleScheme.BHXH, month_of(month), row.wage, region=employer.wage_region, state_budget=public
    )
    if bounds.floor is not None and row.wage < bounds.floor:
        _wrong(
            row,
            "muc_luong",
            _("Thấp hơn mức sàn của tháng đó: %(floor)s đồng.")
            % {"floor": f"{bounds.floor:,}".replace(",", ".")},
        )


def base_of(scheme: Scheme, wage: int | None, employer: Employer, month: date) -> int | None:
    """The wage a scheme counts: cut to its ceiling of the month."""
    if not wage:
        return wage
    public = employer.kind == Employer.Kind.PUBLIC
    found = insured_wage(
        RuleScheme(scheme), month_of(month), wage, region=employer.wage_region, state_budget=public
    )
    return found.base or wage


def _wrong(row: ChangeRow, column: str, why: str) -> None:
    row.errors.append([column, why])


# -- Drafts and sending


@transaction.atomic
def save_draft(
    member: EmployerMember, rows: Sequence[ChangeRow], report: ChangeReport | None = None
) -> ChangeReport:
    """A draft of these rows; with `report`, they come after those that are there."""
    if report is not None:  # another hand may have sent it meanwhile
        report = (
            ChangeReport.objects.select_for_update(of=("self",)).filter(pk=report.pk, sent_at=None).first()
        )
    report = report or ChangeReport.objects.create(employer_id=member.employer_id, made_by=member)
    line = ChangeRow.objects.of(report).aggregate(last=Max("line"))["last"] or 0
    for number, row in enumerate(rows, start=line + 1):
        row.report, row.line = report, number
    ChangeRow.objects.bulk_create(rows)
    return report


@transaction.atomic
def replace_wrong(
    member: EmployerMember, rows: Sequence[ChangeRow], report: ChangeReport | None
) -> ChangeReport:
    """The corrected rows of an error file take the place of the wrong ones of the draft."""
    if report is not None:
        ChangeRow.objects.of(report).wrong().filter(report__sent_at=None).delete()
    return save_draft(member, rows, report)


@transaction.atomic
def send(report: ChangeReport, now: datetime) -> ChangeReport:
    """Give it a number and a due day. Rows with errors stay behind: they are in the error file."""
    report = ChangeReport.objects.select_for_update(of=("self",)).get(pk=report.pk)
    rows = ChangeRow.objects.of(report)
    if report.sent_at is not None or not rows.right().exists():
        return report
    rows.wrong().delete()
    today = localdate(now)
    report.number, report.sent_at = case_number("TG", today), now
    report.due_on = add_working_days(today, at(ReportTerm, today).working_days)
    report.save()
    return report


# -- Whom rows are about


def people_named(rows: Iterable[ChangeRow]) -> set[int]:
    """The people these rows speak of: recognised by the office, or by number and name together.

    A mistyped number names nobody: the row then says nothing of the person who carries it.
    """
    rows = list(rows)
    found = {row.citizen_id for row in rows if row.citizen_id}
    open_ones = {
        (row.bhxh_number, fold(row.full_name)) for row in rows if row.bhxh_number and not row.citizen_id
    }
    if open_ones:
        carriers = Citizen.objects.carrying({number for number, _name in open_ones})
        for key, number, name in carriers.values_list("person", "bhxh_number", "full_name"):
            if (number, fold(name)) in open_ones:
                found.add(key)
    return found


def rows_about(person: Citizen) -> list[ChangeRow]:
    """What units have sent about a person, oldest first."""
    sent = ChangeRow.objects.sent().may_be_about(person)
    found = sent.select_related("report__employer").order_by("report__sent_at", "pk")
    name = fold(person.full_name)
    return [row for row in found if row.citizen_id or fold(row.full_name) == name]


def waiting_of(employer: Employer) -> int:
    """Rows sent and not yet answered."""
    return ChangeRow.objects.of_unit(employer.pk).waiting().count()


def without_number(employer: Employer, words: str = "") -> list[ChangeRow]:
    """People the unit has reported who have no BHXH number yet: in the unit's own words, nothing looked up."""
    rows = ChangeRow.objects.of_unit(employer.pk).waiting().without_number()
    found = rows.select_related("report").order_by("pk")
    wanted = fold(words)
    return [row for row in found if wanted in fold(row.full_name)]


# -- The office decides


class CannotApply(Exception):  # noqa: N818 - an answer to the officer
    """The row does not fit the records; the sentence says why."""


def matches_of(rows: Iterable[ChangeRow]) -> dict[int, str]:
    """By row, whom its number and name together mean, for the officer who decides. One query."""
    rows = list(rows)
    carriers = Citizen.objects.carrying({row.bhxh_number for row in rows if row.bhxh_number})
    names = dict(carriers.values_list("bhxh_number", Coalesce("merged_into__full_name", "full_name")))
    return {row.pk: _match(row, names.get(row.bhxh_number)) for row in rows}


def _match(row: ChangeRow, name: str | None) -> str:
    if not row.bhxh_number:
        return _("Chưa có mã số.")
    if name is None:
        return _("Không có ai mang mã số này.")
    if fold(name) != fold(row.full_name):
        return _("Mã số này là của người có tên khác.")
    return _("Mã số và họ tên khớp với một người trên hồ sơ.")


@transaction.atomic
def accept(row: ChangeRow, officer: User, now: datetime, number: str = "") -> None:
    """Change the records as the row says, tell the person, all or nothing. Raises CannotApply.

    `number` is that of a new person whom the unit reported without one.
    """
    row = ChangeRow.objects.select_for_update(of=("self",)).select_related("report__employer").get(pk=row.pk)
    if row.state != ChangeRow.State.WAITING or row.report.sent_at is None or row.month is None:
        return
    employer = row.report.employer
    row.bhxh_number = row.bhxh_number or number
    person = Citizen.objects.numbered(row.bhxh_number).first() if row.bhxh_number else None
    if person is None or fold(person.full_name) != fold(row.full_name):
        raise CannotApply(_("Mã số và họ tên không khớp với một người nào."))
    if person.user_id == officer.pk:
        raise CannotApply(_("Bạn không tự quyết định hồ sơ của chính mình."))
    try:
        with transaction.atomic():
            _change(row, person, employer, now)
    except IntegrityError as error:
        raise CannotApply(_("Trùng tháng với một giai đoạn khác trên hồ sơ của người này.")) from error
    row.citizen, row.state, row.decided_by, row.decided_at = person, ChangeRow.State.ACCEPTED, officer, now
    row.save()
    notify(person, "unit_changed_record", unit=employer.name)


@transaction.atomic
def refuse(row: ChangeRow, officer: User, reason: str, now: datetime) -> None:
    """SECURITY: nobody decides about their own record. Whom the row names is known before anybody accepts it."""
    if Citizen.objects.filter(user=officer, pk__in=people_named([row])).exists():
        raise PermissionDenied
    ChangeRow.objects.waiting().filter(pk=row.pk).update(
        state=ChangeRow.State.REFUSED, reason=reason, decided_by=officer, decided_at=now
    )


def _change(row: ChangeRow, person: Citizen, employer: Employer, now: datetime) -> None:
    month = row.month or localdate(now)
    own = ParticipationPeriod.objects.filter(employer=employer, citizen=person, scheme__in=SCHEMES)
    if row.kind == ChangeRow.Kind.INCREASE:
        until = max(add_months(month, 1), month_of(localdate(now)))
        for scheme in SCHEMES:
            ParticipationPeriod.objects.create(
                citizen=person, scheme=scheme, months=(month, until), employer=employer, job_title=row.job_title,
                insured_wage=base_of(scheme, row.wage, employer, month),
                payment_state=PaymentState.CORRECTION, source=Source.EMPLOYER_REPORT,
                imported_at=now,
            )  # fmt: skip
        return
    touched = list(own.filter(months__endswith__gt=month).select_for_update())
    if row.kind == ChangeRow.Kind.DECREASE:
        for period in touched:
            if period.months.lower >= month:
                period.delete()
            else:
                period.months, period.imported_at = (period.months.lower, month), now
                period.save(update_fields=["months", "imported_at"])
        return
    if not touched:
        _begin(row, person, employer, month, now)
        return
    for period in touched:
        lower, upper = period.months.lower, period.months.upper
        if lower < month:
            period.months, period.imported_at = (lower, month), now
            period.save(update_fields=["months", "imported_at"])
            period.pk, period._state.adding = None, True
            period.public_id = ParticipationPeriod._meta.get_field("public_id").get_default()
        period.months, period.imported_at = (max(lower, month), upper), now
        period.insured_wage = base_of(Scheme(period.scheme), row.wage, employer, month)
        period.save()


def _begin(row: ChangeRow, person: Citizen, employer: Employer, month: date, now: datetime) -> None:
    """A new wage of a month that is not on record yet: the rows that end right before it go on, with that wage."""
    until = max(add_months(month, 1), month_of(localdate(now)))
    last: dict[str, ParticipationPeriod] = {}
    rows = ParticipationPeriod.objects.filter(employer=employer, citizen=person, scheme__in=SCHEMES)
    for period in rows.filter(months__endswith__gte=add_months(month, -1)).oldest_first():
        last[period.scheme] = period
    if not last:
        raise CannotApply(
            _(
                "Người này không có tháng nào của đơn vị ngay trước đó trên hồ sơ, nên không có gì để điều chỉnh."
            )
        )
    for scheme, period in last.items():
        ParticipationPeriod.objects.create(
            citizen=person, scheme=scheme, months=(month, until), employer=employer,
            job_title=row.job_title or period.job_title, work_place=period.work_place, member_code=period.member_code,
            insured_wage=base_of(Scheme(scheme), row.wage, employer, month),
            payment_state=PaymentState.CORRECTION, source=Source.EMPLOYER_REPORT, imported_at=now,
        )  # fmt: skip
