"""What somebody says of themselves to learn whether their card can be used at a place. Nothing of it is kept."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from insurance.rules.parameters import Certainty, MemberCode, rows

COSTS_UP_TO = 10**10


class CareForm(forms.Form):
    """A card and a visit. Sent by POST, so that nothing of it stands in an address."""

    muc = forms.TypedChoiceField(
        label=_("Mức hưởng trên thẻ"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", _("Không rõ")), *((str(digit), str(digit)) for digit in range(1, 6))],
        help_text=_("Chữ số thứ ba trên thẻ 15 ký tự, hoặc xem trong VssID."),
    )
    doi_tuong = forms.ChoiceField(
        label=_("Mã đối tượng"),
        required=False,
        help_text=_("Hai chữ cái đầu của thẻ 15 ký tự, ví dụ DN, GD, HT."),
    )
    dang_ky_o_day = forms.BooleanField(label=_("Tôi đăng ký khám ban đầu ở đây"), required=False)
    cap_cuu = forms.BooleanField(label=_("Cấp cứu"), required=False)
    chuyen = forms.BooleanField(label=_("Có phiếu chuyển hoặc giấy hẹn khám lại còn hạn"), required=False)
    noi_tru = forms.BooleanField(label=_("Nằm viện (nội trú)"), required=False)
    kho_khan = forms.BooleanField(label=_("Thẻ có mã K1, K2 hoặc K3 (vùng khó khăn, xã đảo)"), required=False)
    benh_nang = forms.BooleanField(
        label=_("Bệnh hiếm, bệnh hiểm nghèo trong danh mục của Bộ Y tế"), required=False
    )
    chi_phi = forms.IntegerField(
        label=_("Chi phí ví dụ (đồng)"),
        required=False,
        min_value=0,
        max_value=COSTS_UP_TO,
        initial=2_000_000,
        localize=False,
    )

    def __init__(self, *args: Any, known: dict[str, Any] | None = None, **kwargs: Any) -> None:
        """`known`: answers that somebody's own card gives; these are not asked."""
        super().__init__(*args, **kwargs)
        self.known = known or {}
        for name in self.known:
            del self.fields[name]
        codes = sorted({row.code for row in rows(MemberCode) if row.certainty is not Certainty.UNCERTAIN})
        if "doi_tuong" in self.fields:
            self.fields["doi_tuong"].choices = [("", _("Không rõ")), *((code, code) for code in codes)]  # type: ignore[attr-defined]

    def value(self, name: str) -> Any:
        """What the card says, else the cleaned value, or None."""
        return self.known[name] if name in self.known else self.cleaned_data.get(name)
