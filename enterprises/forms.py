"""What people type in the enterprise area."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from citizens.models import EmployerMember
from citizens.querysets import only_digits
from enterprises.coverage import CHOICES, ORDERS, SHORTEST_SEARCH, Choice, Order
from enterprises.models import UnitFile


class PeopleForm(forms.Form):
    """Search, filter and order of the list of people. What makes no sense is the whole list."""

    q = forms.CharField(
        label=_("Tìm theo tên hoặc mã số"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off", "type": "search"}),
    )
    loc = forms.ChoiceField(
        label=_("Hiện"), required=False, choices=[(str(key), words) for key, words in CHOICES.items()]
    )
    xep = forms.ChoiceField(
        label=_("Xếp theo"), required=False, choices=[(str(key), words) for key, words in ORDERS.items()]
    )

    @property
    def words(self) -> str:
        text: str = self._clean("q").strip()
        return text if len(text) >= SHORTEST_SEARCH else ""

    @property
    def choice(self) -> Choice:
        return Choice(self._clean("loc"))

    @property
    def order(self) -> Order:
        return Order(self._clean("xep"))

    def _clean(self, name: str) -> Any:
        self.is_valid()
        return self.cleaned_data.get(name) or ""


class FileForm(PeopleForm):
    """The people of the list, as a file."""

    dang = forms.ChoiceField(
        label=_("Dạng tệp"), required=False, choices=UnitFile.Format.choices, initial=UnitFile.Format.XLSX
    )

    @property
    def format(self) -> str:
        return self._clean("dang") or UnitFile.Format.XLSX


class InvitationForm(forms.Form):
    """Whom, and as what. The answer is the same whether or not the number is somebody's."""

    number = forms.CharField(
        label=_("Mã số BHXH của người bạn mời"),
        help_text=_("10 số trên sổ BHXH của người đó. Họ phải đồng ý rồi mới vào được."),
        max_length=20,
        error_messages={"required": _("Hãy nhập mã số BHXH của người bạn mời.")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    role = forms.ChoiceField(
        label=_("Người đó được làm gì?"),
        choices=[
            (EmployerMember.Role.VIEWER, _("Chỉ xem")),
            (EmployerMember.Role.CLERK, _("Xem, báo tăng giảm và khiếu nại")),
            (EmployerMember.Role.OWNER, _("Mọi việc, cả mời và bớt người")),
        ],
        initial=EmployerMember.Role.CLERK,
        widget=forms.RadioSelect,
        error_messages={"required": _("Hãy chọn một vai trò.")},
    )

    def __init__(self, *args: Any, own_number: str, **kwargs: Any) -> None:
        self.own_number = own_number
        super().__init__(*args, **kwargs)

    def clean_number(self) -> str:
        number = only_digits(self.cleaned_data["number"])
        if not (number.isascii() and number.isdigit() and len(number) == 10):
            raise forms.ValidationError(_("Mã số BHXH có đúng 10 chữ số."))
        if number == self.own_number:
            raise forms.ValidationError(_("Đây là mã số của chính bạn. Hãy nhập mã số của người bạn mời."))
        return number


class ClaimForm(forms.Form):
    """The legal representative of a unit asks to be let in."""

    unit_code = forms.CharField(
        label=_("Mã đơn vị"),
        help_text=_("Mã cơ quan BHXH cấp cho đơn vị, ví dụ TA0001Z. Có trên thông báo C12-TS."),
        max_length=20,
        error_messages={"required": _("Hãy nhập mã đơn vị.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    note = forms.CharField(
        label=_("Bạn đại diện theo giấy tờ nào?"),
        help_text=_("Ví dụ: giám đốc, giấy chứng nhận đăng ký doanh nghiệp cấp ngày 05/03/2019."),
        max_length=300,
        error_messages={"required": _("Hãy ghi giấy tờ chứng minh bạn là người đại diện.")},
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_unit_code(self) -> str:
        code = "".join(str(self.cleaned_data["unit_code"]).split()).upper()
        if not (5 <= len(code) <= 20 and code.isascii() and code.isalnum()):
            raise forms.ValidationError(_("Mã đơn vị gồm 5 đến 20 chữ và số, không dấu."))
        return code
