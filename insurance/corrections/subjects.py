"""What may be reported as wrong: the kinds of rows, the fields of each, how a value is typed and written.

A field is plain when an accepted value can be written into the row as it is. The others stand for facts that an office
corrects elsewhere (a hospital, an employer, the payment system); the officer then says how.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from citizens.actors import Actor, DataClass
from citizens.models import Citizen
from insurance import words
from insurance.models import (
    BenefitDecision,
    BenefitPayment,
    Correction,
    CorrectionKind,
    HiCard,
    LeaveCertificate,
    MedicalVisit,
    ParticipationPeriod,
)

MOST_MONEY = 10**12
MOST_TEXT = 200
DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", re.ASCII)
MONTHS = re.compile(r"(0?[1-9]|1[0-2])/(\d{4})(?:\s*[-–]\s*(0?[1-9]|1[0-2])/(\d{4}))?", re.ASCII)


class Input(StrEnum):
    """How a value is typed."""

    TEXT = "text"
    DAY = "day"
    MONEY = "money"
    NUMBER = "number"
    DIGITS = "digits"
    MONTHS = "months"
    CHOICE = "choice"
    NOTHING = "nothing"  # the row as a whole is wrong: there is no other value


HINTS: Mapping[Input, str | Promise] = {
    Input.TEXT: "",
    Input.DAY: gettext_lazy("Ngày/tháng/năm, ví dụ 05/09/1990."),
    Input.MONEY: gettext_lazy("Số tiền bằng đồng, ví dụ 5.200.000."),
    Input.NUMBER: gettext_lazy("Một con số, ví dụ 5 hoặc 2,34."),
    Input.DIGITS: gettext_lazy("Chỉ chữ số."),
    Input.MONTHS: gettext_lazy("Tháng/năm, ví dụ 03/2019 – 08/2019."),
    Input.CHOICE: gettext_lazy("Chọn một dòng."),
    Input.NOTHING: gettext_lazy("Không cần ghi giá trị khác."),
}


@dataclass(frozen=True)
class Field:
    """One thing of a row that may be wrong. `attribute` is what an accepted value is written to, if it is plain."""

    name: str
    label: str | Promise
    input: Input = Input.TEXT
    attribute: str = ""  # where the value on record is read; empty: there is none to show
    is_plain: bool = False
    needs_second: bool = False
    also: tuple[tuple[str, Any], ...] = ()  # further columns that follow from the new value
    hint: str | Promise = ""
    choices: Sequence[tuple[str, Any]] = ()

    def recorded(self, row: Any) -> str:
        """The value on record, in words; nothing when there is none."""
        value = getattr(row, self.attribute) if self.attribute else ""
        return self.written(value() if callable(value) else value)

    def written(self, value: Any) -> str:
        if value in (None, ""):
            return ""
        if self.input is Input.MONEY:
            return words.dong(int(value))
        if self.input is Input.DAY:
            return date_format(value if isinstance(value, date) else _day(str(value)))
        if self.input is Input.NUMBER:
            return words.number(Decimal(str(value)))
        if self.input is Input.CHOICE:
            return str(dict(self.choices).get(str(value), value))
        if hasattr(value, "lower") and hasattr(value, "upper") and not isinstance(value, str):  # a range
            whole_months = value.lower.day == value.upper.day == 1 and self.input is Input.MONTHS
            return (
                words.months_between(value.lower, value.upper)
                if whole_months
                else words.days(value.lower, value.upper)
            )
        return str(value)

    def read(self, text: str) -> Any:
        """What was typed as the JSON value to be written. Raises ValidationError with an example."""
        text = " ".join(text.split())
        if self.input is Input.NOTHING:
            return None
        if not text:
            raise ValidationError(_("Hãy ghi giá trị đúng."))
        if len(text) > MOST_TEXT:
            raise ValidationError(_("Hãy viết không quá %(count)s chữ cái.") % {"count": MOST_TEXT})
        reader = READERS.get(self.input)
        return reader(self, text) if reader else text

    @property
    def input_hint(self) -> str:
        return str(self.hint or HINTS[self.input])


def _read_day(field: Field, text: str) -> str:
    found = DAY.fullmatch(text)
    try:
        return date(int(found[3]), int(found[2]), int(found[1])).isoformat() if found else _no_day()
    except ValueError:
        return _no_day()


def _no_day() -> str:
    raise ValidationError(_("Hãy ghi ngày/tháng/năm, ví dụ 05/09/1990."))


def _read_money(field: Field, text: str) -> int:
    digits = re.sub(r"[\s.,]|đ(ồng)?$|VND$", "", text, flags=re.IGNORECASE)
    if not (digits.isascii() and digits.isdigit()) or int(digits) >= MOST_MONEY:
        raise ValidationError(_("Hãy ghi số tiền bằng đồng, chỉ chữ số, ví dụ 5.200.000."))
    return int(digits)


def _read_number(field: Field, text: str) -> str:
    if not re.fullmatch(r"\d{1,5}([.,]\d{1,2})?", text, re.ASCII):
        raise ValidationError(_("Hãy ghi một con số, ví dụ 5 hoặc 2,34."))
    return text.replace(",", ".")


def _read_digits(field: Field, text: str) -> str:
    digits = re.sub(r"[\s.-]", "", text)
    if not (digits.isascii() and digits.isdigit()):
        raise ValidationError(_("Hãy ghi chỉ chữ số."))
    return digits


def _read_months(field: Field, text: str) -> str:
    found = MONTHS.fullmatch(text)
    if not found:
        raise ValidationError(_("Hãy ghi tháng/năm, ví dụ 03/2019 – 08/2019."))
    first = (int(found[2]), int(found[1]))
    last = (int(found[4]), int(found[3])) if found[3] else first
    if last < first or not 1950 <= first[0] <= last[0] <= 2100:
        raise ValidationError(_("Tháng sau phải bằng hoặc sau tháng đầu."))
    return (
        f"{first[1]:02d}/{first[0]} – {last[1]:02d}/{last[0]}"
        if first != last
        else f"{first[1]:02d}/{first[0]}"
    )


def _read_choice(field: Field, text: str) -> str:
    for value, label in field.choices:
        if text.casefold() in (str(value).casefold(), str(label).casefold()):
            return str(value)
    raise ValidationError(
        _("Hãy chọn một trong: %(choices)s.")
        % {"choices": ", ".join(str(label) for _value, label in field.choices)}
    )


READERS: Mapping[Input, Callable[[Field, str], Any]] = {
    Input.DAY: _read_day,
    Input.MONEY: _read_money,
    Input.NUMBER: _read_number,
    Input.DIGITS: _read_digits,
    Input.MONTHS: _read_months,
    Input.CHOICE: _read_choice,
}


@dataclass(frozen=True)
class Kind:
    """A kind of row: its word in addresses, its fields, and how a row is told in a line."""

    kind: CorrectionKind
    slug: str
    part: DataClass
    model: type[models.Model] | None
    fields: tuple[Field, ...]
    line: Callable[[Any], str]
    url: Callable[[Any], tuple[str, tuple[Any, ...]]]  # name and arguments of the page that shows the row

    def field(self, name: str) -> Field | None:
        return next((field for field in self.fields if field.name == name), None)


@dataclass(frozen=True)
class Gap:
    """Months that are not on record: a row that is not there."""

    start: date
    end: date  # half open

    @property
    def key(self) -> str:
        return f"{self.start:%Y-%m}--{self.end:%Y-%m}"

    @classmethod
    def of(cls, key: str) -> "Gap | None":
        found = re.fullmatch(r"(\d{4}-\d\d)--(\d{4}-\d\d)", key, re.ASCII)
        start, end = (_month(found[1]), _month(found[2])) if found else (None, None)
        return cls(start, end) if start and end and start < end else None


@dataclass(frozen=True)
class Subject:
    """A row found for an actor, ready to be reported."""

    kind: Kind
    key: str
    row: Any

    @property
    def token(self) -> str:
        """For the address of the form."""
        return f"{self.kind.slug}-{self.key}"

    @property
    def line(self) -> str:
        return self.kind.line(self.row)[:MOST_TEXT]

    def values(self) -> list[tuple[Field, str]]:
        """Each field with its value on record."""
        return [(field, field.recorded(self.row)) for field in self.kind.fields]


def _day(text: str) -> date:
    day = parse_date(text)
    if day is None:
        raise ValueError(text)
    return day


def _month(text: str) -> date | None:
    try:
        return parse_date(f"{text}-01")
    except ValueError:
        return None


NOT_MINE = "not_mine"


def _whole(label: str | Promise, name: str = NOT_MINE) -> Field:
    return Field(name, label, Input.NOTHING)


def _choices(model: type[models.Model], name: str) -> Sequence[tuple[str, Any]]:
    found: Any = getattr(model._meta.get_field(name), "choices", ())
    return [(str(value), label) for value, label in found or () if value]


PERIOD = Kind(
    CorrectionKind.PERIOD,
    "giai-doan",
    DataClass.PARTICIPATION,
    ParticipationPeriod,
    (
        Field("months", gettext_lazy("Từ tháng đến tháng"), Input.MONTHS, "months"),
        Field("employer", gettext_lazy("Đơn vị"), attribute="employer"),
        Field("job_title", gettext_lazy("Chức danh, công việc"), attribute="job_title", is_plain=True),
        Field("work_place", gettext_lazy("Nơi làm việc"), attribute="work_place", is_plain=True),
        Field("insured_wage", gettext_lazy("Tiền lương làm căn cứ đóng"), Input.MONEY, "insured_wage", is_plain=True),
        Field("coefficient", gettext_lazy("Hệ số lương"), Input.NUMBER, "coefficient", is_plain=True),
        Field("payment_state", gettext_lazy("Trạng thái đóng"), attribute="get_payment_state_display"),
        _whole(gettext_lazy("Giai đoạn này không phải của tôi")),
    ),
    lambda p: f"{p.get_scheme_display()} {words.months_between(p.months.lower, p.months.upper)}"
    + (f", {p.employer.name}" if p.employer else ""),
    lambda p: ("insurance:participation-period", (p.public_id,)),
)  # fmt: skip
GAP = Kind(
    CorrectionKind.GAP,
    "thang-thieu",
    DataClass.PARTICIPATION,
    None,
    (
        Field("months", gettext_lazy("Những tháng tôi có đóng"), Input.MONTHS),
        Field(
            "employer", gettext_lazy("Nơi tôi làm việc lúc đó"),
            hint=gettext_lazy("Tên đơn vị và địa chỉ, càng rõ càng dễ tìm."),
        ),
    ),
    lambda gap: _("Không có đóng: %(months)s") % {"months": words.months_between(gap.start, gap.end)},
    lambda gap: ("insurance:participation-history", ()),
)  # fmt: skip
DECISION = Kind(
    CorrectionKind.DECISION,
    "quyen-loi",
    DataClass.BENEFITS,
    BenefitDecision,
    (
        Field("amount", gettext_lazy("Số tiền"), Input.MONEY, "amount", is_plain=True, needs_second=True),
        Field(
            "base_amount", gettext_lazy("Mức làm căn cứ"), Input.MONEY, "base_amount", is_plain=True, needs_second=True
        ),
        Field("period", gettext_lazy("Thời gian hưởng"), Input.TEXT, "period"),
        Field("days", gettext_lazy("Số ngày được tính"), Input.NUMBER, "days", is_plain=True, needs_second=True),
        Field("decision_number", gettext_lazy("Số quyết định"), attribute="decision_number", is_plain=True),
        Field("decided_on", gettext_lazy("Ngày quyết định"), Input.DAY, "decided_on", is_plain=True),
        Field("reason", gettext_lazy("Kết luận, lý do"), attribute="reason"),
        _whole(gettext_lazy("Tôi không hưởng khoản này")),
    ),
    lambda d: _("%(name)s, quyết định ngày %(day)s") % {"name": d.get_kind_display(), "day": date_format(d.decided_on)},
    lambda d: ("insurance:benefit-detail", (d.public_id,)),
)  # fmt: skip
PAYMENT = Kind(
    CorrectionKind.PAYMENT,
    "chi-tra",
    DataClass.BENEFITS,
    BenefitPayment,
    (
        _whole(gettext_lazy("Tôi chưa nhận được tiền"), "not_received"),
        Field("amount", gettext_lazy("Số tiền"), Input.MONEY, "amount", is_plain=True, needs_second=True),
        Field("paid_on", gettext_lazy("Ngày chi"), Input.DAY, "paid_on", is_plain=True),
        Field(
            "account", gettext_lazy("Tài khoản nhận tiền"), Input.DIGITS, "account_masked", needs_second=True,
            hint=gettext_lazy("Chỉ ghi 4 số cuối của tài khoản đúng. Đừng ghi cả số."),
        ),
        Field("place", gettext_lazy("Ngân hàng, nơi chi trả"), attribute="place", needs_second=True),
    ),
    lambda p: _("Lần chi %(amount)s cho %(days)s")
    % {"amount": words.dong(p.amount), "days": words.days(p.period.lower, p.period.upper)},
    lambda p: ("insurance:benefit-detail", (p.decision.public_id,)),
)  # fmt: skip
CARD = Kind(
    CorrectionKind.CARD,
    "the-bhyt",
    DataClass.CARD,
    HiCard,
    (
        Field("valid", gettext_lazy("Giá trị sử dụng"), attribute="valid"),
        Field("facility", gettext_lazy("Nơi đăng ký khám ban đầu"), attribute="facility_name"),
        Field("member_code", gettext_lazy("Mã đối tượng"), attribute="member_code"),
        Field("benefit_level", gettext_lazy("Mức hưởng"), attribute="benefit_level"),
        Field(
            "area_code", gettext_lazy("Mã nơi sinh sống"), Input.CHOICE, "area_code", is_plain=True,
            choices=_choices(HiCard, "area_code"),
        ),
        Field("five_years_on", gettext_lazy("Ngày đủ 5 năm liên tục"), Input.DAY, "five_years_on", is_plain=True),
        Field("guardian_name", gettext_lazy("Cha, mẹ hoặc người giám hộ"), attribute="guardian_name", is_plain=True),
        Field("number", gettext_lazy("Số thẻ"), attribute="number"),
        _whole(gettext_lazy("Thẻ này không phải của tôi")),
    ),
    lambda c: _("Thẻ BHYT có giá trị %(days)s") % {"days": words.days(c.valid.lower, c.valid.upper)},
    lambda c: ("insurance:card", ()),
)  # fmt: skip
VISIT = Kind(
    CorrectionKind.VISIT,
    "kham-chua-benh",
    DataClass.HEALTH,
    MedicalVisit,
    (
        _whole(gettext_lazy("Lần khám này không phải của tôi")),
        Field("diagnosis", gettext_lazy("Chẩn đoán"), attribute="diagnosis_out"),
        Field("days", gettext_lazy("Ngày vào, ngày ra"), attribute=""),
        Field(
            "cost", gettext_lazy("Chi phí, thuốc hoặc dịch vụ"),
            hint=gettext_lazy("Khoản nào sai, và đúng ra là bao nhiêu."),
        ),
        Field("copaid", gettext_lazy("Số tiền tôi đã trả"), Input.MONEY, "copaid"),
    ),
    # SECURITY: no hospital and no illness in the line: lists and notices show it.
    lambda v: _("Lần khám ngày %(day)s") % {"day": date_format(localtime(v.arrived_at).date())},
    lambda v: ("insurance:visit-detail", (v.public_id,)),
)  # fmt: skip
PAPER = Kind(
    CorrectionKind.PAPER,
    "giay-nghi-viec",
    DataClass.LEAVE,
    LeaveCertificate,
    (
        _whole(gettext_lazy("Giấy này không phải của tôi")),
        Field("period", gettext_lazy("Nghỉ từ ngày đến ngày"), attribute="period"),
        Field("diagnosis", gettext_lazy("Chẩn đoán"), attribute="diagnosis"),
        Field("employer_name", gettext_lazy("Đơn vị làm việc"), attribute="employer_name", is_plain=True),
        Field("child_name", gettext_lazy("Tên con được chăm"), attribute="child_name", is_plain=True),
        Field("serial", gettext_lazy("Số sê-ri"), attribute="serial"),
    ),
    lambda p: _("%(name)s ngày %(day)s") % {"name": p.get_kind_display(), "day": date_format(p.issued_on)},
    lambda p: ("insurance:leave-list", ()),
)
PERSON = Kind(
    CorrectionKind.PERSON,
    "ca-nhan",
    DataClass.IDENTITY,
    Citizen,
    (
        Field("full_name", gettext_lazy("Họ và tên"), attribute="full_name", is_plain=True),
        Field(
            "birth_date", gettext_lazy("Ngày sinh"), Input.DAY, "birth_date", is_plain=True,
            also=(("birth_precision", "day"),),
        ),
        Field(
            "sex", gettext_lazy("Giới tính"), Input.CHOICE, "sex", is_plain=True, choices=_choices(Citizen, "sex")
        ),
        Field(
            "personal_id", gettext_lazy("Số định danh cá nhân"), Input.DIGITS, "personal_id", is_plain=True,
            needs_second=True, hint=gettext_lazy("12 chữ số trên thẻ căn cước."),
        ),
        Field("address", gettext_lazy("Số nhà, đường, thôn"), attribute="address", is_plain=True),
        Field("ward", gettext_lazy("Xã, phường"), attribute="ward"),
    ),
    lambda person: _("Thông tin cá nhân"),
    lambda person: ("insurance:correction-list", ()),
)  # fmt: skip
KINDS = (PERIOD, GAP, DECISION, PAYMENT, CARD, VISIT, PAPER, PERSON)
BY_CODE = {kind.kind: kind for kind in KINDS}
OWN_FACTS = "ho-so"  # the key of one's own facts in addresses


def find(actor: Actor, token: str) -> Subject | None:
    """The row an address names, among those this actor may see; None for anything else."""
    kind = next((kind for kind in KINDS if token.startswith(f"{kind.slug}-")), None)
    return of_key(actor, kind, token.removeprefix(f"{kind.slug}-")) if kind else None


def of_key(actor: Actor, kind: Kind, key: str) -> Subject | None:
    if kind.kind is CorrectionKind.GAP:
        gap = Gap.of(key)
        # SECURITY: a gap is nobody's row; whose record it is missing from is asked all the same.
        own = ParticipationPeriod.objects.for_actor(actor)
        return Subject(kind, key, gap) if gap and own.exists() else None
    if kind.kind is CorrectionKind.PERSON:
        person = Citizen.objects.for_actor(actor).select_related("ward").first() if key == OWN_FACTS else None
        return Subject(kind, OWN_FACTS, person) if person else None
    try:
        public_id = UUID(key)
    except ValueError:
        return None
    row = rows_of(actor, kind).filter(public_id=public_id).first()
    return Subject(kind, str(public_id), row) if row else None


def rows_of(actor: Actor, kind: Kind) -> Any:
    """The rows of a kind this actor may see, with what their line needs."""
    if kind.model is None:
        raise ValueError(kind.kind)
    rows = kind.model._default_manager.for_actor(actor)  # type: ignore[attr-defined]
    related = {CorrectionKind.PERIOD: ("employer",), CorrectionKind.PAYMENT: ("decision",)}
    return rows.select_related(*related.get(kind.kind, ()))


def of_correction(actor: Actor, correction: Correction) -> Subject | None:
    """The row of a correction as it stands now, for an officer; None when it is gone."""
    kind = BY_CODE[CorrectionKind(correction.kind)]
    row: Any
    if kind.kind is CorrectionKind.GAP:
        row = Gap.of(correction.key)
    elif kind.kind is CorrectionKind.PERSON:
        row = Citizen.objects.for_actor(actor).filter(pk=correction.citizen_id).select_related("ward").first()
    else:
        own = rows_of(actor, kind).filter(citizen=correction.citizen_id)
        row = own.filter(public_id=correction.key).first()
    return Subject(kind, correction.key, row) if row else None
