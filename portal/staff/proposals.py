"""Money of a benefit and the account it is paid to, proposed by an officer from the person's screen (T07)."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from citizens.access import staff_request
from citizens.actors import Actor
from citizens.models import Citizen
from citizens.staff import owners
from citizens.staff.roles import StaffRole
from citizens.uploads.fields import EvidenceField
from insurance.corrections import payouts, proposals
from insurance.corrections.fields import Field
from insurance.corrections.kinds import PAYOUT
from insurance.corrections.services import HOLD, NotAllowedError
from insurance.corrections.subjects import Subject, payout_of

MAY_PROPOSE = frozenset({StaffRole.NATIONAL, StaffRole.RECORDS})


def must_be_allowed(actor: Actor) -> None:
    if not actor.roles & MAY_PROPOSE:
        raise PermissionDenied


class ReasonForm(forms.Form):
    """What every proposal carries."""

    basis = forms.CharField(
        label=gettext_lazy("Căn cứ"),
        max_length=500,
        help_text=gettext_lazy("Giấy tờ nào, số, ngày. Cán bộ thứ hai đối chiếu theo đây."),
        error_messages={"required": gettext_lazy("Ghi giấy tờ làm căn cứ.")},
    )
    answer = forms.CharField(
        label=gettext_lazy("Lý do, viết cho người dân đọc"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "cols": 60}),
        error_messages={"required": gettext_lazy("Viết lý do để người dân hiểu.")},
    )
    papers = EvidenceField(required=False, max_files=5)


class MoneyForm(ReasonForm):
    """One amount on record, and what it should be."""

    what = forms.ChoiceField(
        label=gettext_lazy("Số tiền cần sửa"),
        error_messages={"required": gettext_lazy("Chọn số tiền cần sửa.")},
    )
    asked = forms.CharField(
        label=gettext_lazy("Đúng ra là"),
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        help_text=gettext_lazy("Số tiền bằng đồng, ví dụ 5.200.000; số ngày, ví dụ 5."),
        error_messages={"required": gettext_lazy("Ghi giá trị đúng.")},
    )
    field_order = ("what", "asked", "basis", "answer", "papers")

    def __init__(self, *args: Any, reader: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = list(proposals.money_of(reader))
        self.rows = {f"{subject.token}-{field.name}": (subject, field) for subject, field, _value in found}
        choices = [
            (f"{subject.token}-{field.name}", f"{subject.line} · {field.label}: {value}")
            for subject, field, value in found
        ]
        self.fields["what"].choices = [("", _("Chọn một dòng")), *choices]  # type: ignore[attr-defined]

    @property
    def is_empty(self) -> bool:
        return not self.rows

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        subject, field = self.rows[cleaned["what"]]
        try:
            cleaned["asked_value"] = field.read(cleaned["asked"])
        except forms.ValidationError as error:
            self.add_error("asked", error)
            return cleaned
        cleaned["asked"] = field.written(cleaned["asked_value"])
        if cleaned["asked"] == field.recorded(subject.row):
            self.add_error("asked", _("Trên hồ sơ đã đúng giá trị này."))
        return cleaned

    def proposed(self) -> tuple[Subject, Field]:
        return self.rows[self.cleaned_data["what"]]


class AccountForm(ReasonForm):
    """Where benefits are to be paid. The whole number is nobody's business here."""

    bank = forms.CharField(
        label=gettext_lazy("Ngân hàng"),
        max_length=120,
        error_messages={"required": gettext_lazy("Ghi tên ngân hàng.")},
    )
    last = forms.RegexField(
        r"^[0-9]{4}$",
        label=gettext_lazy("4 số cuối của tài khoản"),
        help_text=gettext_lazy("Chỉ 4 số. Cả số tài khoản nằm ở hệ thống chi trả, không ghi ở đây."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": 4}),
        error_messages={
            "required": gettext_lazy("Ghi 4 số cuối."),
            "invalid": gettext_lazy("Ghi đúng 4 chữ số cuối."),
        },
    )
    field_order = ("bank", "last", "basis", "answer", "papers")

    def __init__(self, *args: Any, current: Subject, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.current = current

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors:
            value = {
                "bank": " ".join(cleaned["bank"].split()),
                "account_masked": payouts.masked(cleaned["last"]),
            }
            cleaned["asked_value"], cleaned["asked"] = value, ", ".join(value.values())
            if self.current.row is not None and cleaned["asked"] == self.current.row.words:
                self.add_error("last", _("Đây đã là tài khoản trên hồ sơ."))
        return cleaned

    def proposed(self) -> tuple[Subject, Field]:
        return self.current, PAYOUT.fields[0]


def page(request: HttpRequest, reader: Actor) -> dict[str, Any] | HttpResponse:
    """Two short forms; each sends its own proposal."""
    person = _subject(reader)
    kind = request.POST.get("kind") if request.method == "POST" else None
    current = payout_of(reader, person.pk)
    money = MoneyForm(*_sent(request, kind == "money"), prefix="money", reader=reader)
    account = AccountForm(*_sent(request, kind == "account"), prefix="account", current=current)
    form: MoneyForm | AccountForm | None = {"money": money, "account": account}.get(kind or "")  # type: ignore[assignment]
    if form is not None and form.is_valid() and (response := _file(request, person, form)):
        return response
    return {
        "title": _("Đề nghị sửa số tiền, tài khoản nhận tiền"),
        "money": money,
        "account": account,
        "current": current.row.words if current.row is not None else "",
        "hold_hours": int(HOLD.total_seconds()) // 3600,
        "status": 400 if form is not None else 200,
    }


def _subject(reader: Actor) -> Citizen:
    if reader.subject is None:
        raise ValueError("the actor has no subject")
    return reader.subject


def _sent(request: HttpRequest, is_this: bool) -> tuple[Any, Any]:
    return (request.POST, request.FILES) if is_this else (None, None)


def _file(request: HttpRequest, person: Citizen, form: MoneyForm | AccountForm) -> HttpResponse | None:
    subject, field = form.proposed()
    data = form.cleaned_data
    now = timezone.now()
    try:
        correction = proposals.propose(
            officer=staff_request(request).user,
            citizen=person,
            subject=subject,
            field=field,
            asked=data["asked"],
            asked_value=data["asked_value"],
            basis=data["basis"],
            answer=data["answer"],
            evidence=data["papers"],
            now=now,
            link=lambda secret: owners.stop_link(request, secret),
        )
    except NotAllowedError as refused:
        form.add_error(None, str(refused))
        return None
    when = date_format(localtime(now + HOLD), "H:i d/m/Y")
    told = _("Đã ghi đề nghị %(number)s và báo người dân. Một cán bộ khác xác nhận được từ %(when)s.")
    messages.success(request, told % {"number": correction.number, "when": when})
    return redirect("admin:citizens_approval_queue")
