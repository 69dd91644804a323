"""Fictional content for /he-thong-thiet-ke/, the page that shows each part of the look once."""

from typing import Any

from django import forms, template
from django.core.paginator import Page, Paginator

register = template.Library()


class ExampleForm(forms.Form):
    """One field of each kind. Bound with faults, so that help, error and summary are all seen."""

    full_name = forms.CharField(label="Họ và tên", help_text="Như trên thẻ căn cước.")
    personal_id = forms.RegexField(
        r"^\d{12}$",
        label="Số căn cước",
        help_text="12 số, không có dấu cách.",
        error_messages={"invalid": "Hãy nhập đủ 12 số."},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    password = forms.CharField(label="Mật khẩu", widget=forms.PasswordInput, required=False)
    scheme = forms.ChoiceField(label="Loại bảo hiểm", choices=[("bhxh", "BHXH bắt buộc"), ("bhyt", "BHYT")])
    contact = forms.ChoiceField(
        label="Trả lời bạn bằng cách nào?",
        choices=[("phone", "Gọi điện"), ("post", "Gửi thư")],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(label="Ghi thêm", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    agree = forms.BooleanField(label="Tôi đã đọc lại những gì mình khai")


COLOURS = [
    *("page", "surface", "tint", "text", "brand", "accent", "action"),
    *("info", "success", "warning", "danger", "kind-1", "kind-2", "kind-3", "kind-4"),
]


def example_page() -> Page[int]:
    return Paginator(range(120), 10).get_page(5)


@register.simple_tag
def design_examples() -> dict[str, Any]:
    """What the page shows, by part."""
    return {
        "form": ExampleForm(
            {
                "full_name": "Trần Thị Mơ",
                "personal_id": "0792 000",
                "scheme": "bhxh",
                "contact": "phone",
                "agree": "on",
            },
            auto_id="example_%s",
        ),
        "page": example_page(),
        "facts": [
            ("Họ và tên", "Trần Thị Mơ"),
            ("Mã số BHXH", "0000000017", "In trên bìa sổ và thẻ BHYT"),
            ("Nơi làm việc", "Công ty May Hoa Sim (hư cấu)"),
            ("Số điện thoại", ""),
        ],
        "events": [
            {
                "when": "07/2021 đến nay",
                "title": "Công ty May Hoa Sim",
                "text": "Công nhân may, đóng đủ.",
                "tag": "Đã đóng",
                "tone": "success",
            },
            {
                "when": "02/2021 đến 06/2021",
                "title": "Không có tháng đóng",
                "text": "Không có đơn vị nào báo đóng cho bạn.",
                "gap": True,
            },
            {
                "when": "03/2015 đến 01/2021",
                "title": "Công ty Giày Sông Lam",
                "text": "Có 6 tháng nghỉ thai sản.",
                "tag": "Đang điều chỉnh",
                "tone": "warning",
            },
        ],
        "steps": ["Chọn việc", "Khai thông tin", "Xem lại", "Gửi"],
        "tabs": [
            {"words": "BHXH", "url": "#tabs", "current": True},
            {"words": "BHTN", "url": "#tabs"},
            {"words": "BHTNLĐ-BNN", "url": "#tabs"},
            {"words": "BHYT", "url": "#tabs"},
        ],
        "periods": [
            {
                "months": "07/2021 – 10/2026",
                "employer": "Công ty May Hoa Sim",
                "wage": "8.450.000 ₫",
                "state": "Đã đóng",
                "tone": "success",
            },
            {
                "months": "11/2026",
                "employer": "Công ty May Hoa Sim",
                "wage": "8.450.000 ₫",
                "state": "Chậm đóng",
                "tone": "danger",
            },
            {
                "months": "03/2015 – 01/2021",
                "employer": "Công ty Giày Sông Lam",
                "wage": "6.120.000 ₫",
                "state": "Đang điều chỉnh",
                "tone": "warning",
            },
        ],
        "colours": COLOURS,
    }
