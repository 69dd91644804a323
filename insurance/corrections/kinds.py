"""What may be reported as wrong: the kinds of rows and the fields of each. Tables to read, nothing to follow."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from citizens.actors import DataClass
from citizens.models import Citizen
from insurance import words
from insurance.corrections.fields import Field, Input
from insurance.models import (
    BenefitDecision,
    BenefitPayment,
    CorrectionKind,
    HiCard,
    LeaveCertificate,
    MedicalVisit,
    ParticipationPeriod,
    PayoutAccount,
)


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
        Field("months", gettext_lazy("Từ tháng đến tháng"), Input.MONTHS, "months", is_plain=True),
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
# Only officers propose it (proposals.py): the value is a bank and the last digits of an account.
PAYOUT = Kind(
    CorrectionKind.PAYOUT,
    "tai-khoan",
    DataClass.BENEFITS,
    PayoutAccount,
    (
        Field(
            "account", gettext_lazy("Tài khoản nhận tiền"), attribute="words", is_plain=True, needs_second=True
        ),
    ),
    lambda account: _("Nơi nhận lương hưu, trợ cấp"),
    lambda account: ("insurance:benefit-list", ()),
)  # fmt: skip
BY_CODE = {kind.kind: kind for kind in (*KINDS, PAYOUT)}
OWN_ACCOUNT = "nhan-tien"  # the key of the account benefits are paid to
