"""What a person fills in: the first letter, the next ones, an opinion, and the way back by number and code."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from citizens.accounts.proof_of_work import ProofOfWorkMixin
from citizens.models import Contact
from citizens.querysets import phone_number
from citizens.uploads.fields import EvidenceField
from support.models import Category, Channel
from territory.alphabet import alphabetical
from territory.models import Province

MOST_TEXT = 4_000
MOST_FILES = 3
PURPOSE = "support"
CATEGORY_HELP = {
    Category.QUESTION: _("Hỏi về quyền lợi, giấy tờ, cách làm."),
    Category.COMPLAINT: _("Thái độ, chậm trễ, bị đòi thêm giấy tờ hoặc tiền."),
    Category.RECORD: _("Thiếu tháng đóng, sai lương, sai tên, sai thẻ."),
    Category.PLACE: _("Sai địa chỉ, giờ mở cửa, số điện thoại."),
    Category.TECHNICAL: _("Không mở được, bấm không chạy, chữ sai."),
}


def text_field(label: Any, help_text: Any = "", rows: int = 6) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=MOST_TEXT,
        error_messages={
            "required": _("Bạn viết vài dòng rồi gửi."),
            "max_length": _("Dài quá. Hãy viết không quá 4.000 chữ cái."),
        },
        widget=forms.Textarea(attrs={"rows": rows, "maxlength": MOST_TEXT}),
    )


class RequestForm(forms.Form):
    """What everybody is asked."""

    category = forms.ChoiceField(
        label=_("Việc gì?"),
        choices=Category.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Hãy chọn một loại việc.")},
    )
    text = text_field(
        _("Bạn cần gì?"),
        _("Viết như nói. Không cần số căn cước hay mật khẩu. Nếu nhớ, ghi ngày, nơi và tên giấy tờ."),
    )
    papers = EvidenceField(max_files=MOST_FILES, required=False)
    with_transcript = forms.BooleanField(
        label=_("Gửi kèm cuộc trò chuyện với trợ lý, để không phải kể lại"), required=False
    )
    submission = forms.CharField(max_length=64, widget=forms.HiddenInput)
    ve = forms.CharField(max_length=400, required=False, widget=forms.HiddenInput)
    page = forms.CharField(max_length=200, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, has_transcript: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = [  # type: ignore[attr-defined]
            (category.value, f"{category.label}. {CATEGORY_HELP[category]}") for category in Category
        ]
        if not has_transcript:
            del self.fields["with_transcript"]

    @property
    def contact(self) -> tuple[str, str] | None:
        return None


class PersonRequestForm(RequestForm):
    """Of somebody signed in: word goes to the channels their account has verified."""

    field_order = ("category", "text", "papers", "with_transcript", "channel")

    channel = forms.ChoiceField(label=_("Báo cho bạn bằng cách nào?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, contacts: list[Contact], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["channel"].choices = [  # type: ignore[attr-defined]
            (Channel.SITE.value, _("Chỉ trên trang này, mục Thông báo")),
            *((contact.kind, f"{Channel(contact.kind).label}: {contact.masked}") for contact in contacts),
        ]
        self.fields["channel"].initial = Channel.SITE


class StrangerRequestForm(ProofOfWorkMixin, RequestForm):
    """Of somebody who has not signed in: where to send word, and which province the matter lies in."""

    proof_purpose = PURPOSE
    field_order = ("category", "text", "papers", "with_transcript", "province", "channel", "address")

    province = forms.ModelChoiceField(
        Province.objects.order_by(alphabetical("name")),
        label=_("Việc này ở tỉnh, thành phố nào?"),
        required=False,
        empty_label=_("Không rõ, hoặc cả nước"),
    )
    channel = forms.ChoiceField(
        label=_("Báo cho bạn bằng cách nào?"),
        choices=[
            (Channel.SITE, _("Không cần báo: tôi tự xem bằng số và mã")),
            (Channel.EMAIL, Channel.EMAIL.label),
            (Channel.PHONE, Channel.PHONE.label),
        ],
        initial=Channel.SITE,
        widget=forms.RadioSelect,
    )
    address = forms.CharField(
        label=_("Số điện thoại hoặc e-mail nhận tin"),
        help_text=_("Chỉ dùng để báo về yêu cầu này."),
        max_length=254,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        channel, typed = cleaned.get("channel"), str(self.data.get("address", "")).strip()
        if channel == Channel.PHONE:
            cleaned["address"] = phone_number(typed) or ""
            if not cleaned["address"]:
                self.add_error("address", _("Số điện thoại có 10 số và bắt đầu bằng 0."))
        elif channel == Channel.EMAIL:
            try:
                validate_email(typed)
            except ValidationError:
                self.add_error("address", _("Hãy viết e-mail như ten@vidu.vn."))
        else:
            cleaned["address"] = ""
        return cleaned

    @property
    def contact(self) -> tuple[str, str] | None:
        address = self.cleaned_data.get("address")
        return (self.cleaned_data["channel"], address) if address else None


class MessageForm(forms.Form):
    text = text_field(_("Viết thêm"), rows=4)


class RatingForm(forms.Form):
    rating = forms.TypedChoiceField(
        label=_("Câu trả lời này giúp được bạn không?"),
        choices=[
            ("5", _("Giúp được nhiều")),
            ("4", _("Giúp được")),
            ("3", _("Tạm được")),
            ("2", _("Ít giúp")),
            ("1", _("Không giúp được")),
        ],
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Hãy chọn một mức.")},
    )
    opinion = forms.CharField(
        label=_("Chỗ nào nên làm khác?"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class FollowForm(ProofOfWorkMixin):
    """The number and code of what was filed without signing in."""

    proof_purpose = PURPOSE
    field_order = ("number", "code")

    number = forms.CharField(
        label=_("Số yêu cầu hoặc số hẹn gọi"),
        help_text=_("Như YC-26-7K2M9QXA hoặc GL-26-7K2M9QXA."),
        max_length=24,
        error_messages={"required": _("Hãy nhập số.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    code = forms.CharField(
        label=_("Mã theo dõi"),
        help_text=_("12 chữ và số, hiện ra khi bạn gửi. Viết hoa hay thường đều được."),
        max_length=24,
        error_messages={"required": _("Hãy nhập mã.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
