"""Which paper somebody wants."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from insurance.models import ProofKind
from insurance.proofs.content import Wish

WHOLE, MONTHS, CARD, BENEFITS = "tham-gia", "so-thang", "the-bhyt", "quyen-loi"
PAPERS = (
    (WHOLE, _("Quá trình tham gia, đầy đủ: từng giai đoạn, đơn vị và tiền lương đóng")),
    (MONTHS, _("Quá trình tham gia, chỉ số tháng mỗi năm: không có đơn vị và tiền lương")),
    (CARD, _("Thẻ BHYT còn giá trị")),
    (BENEFITS, _("Quyền lợi đã hưởng: các quyết định và số tiền")),
)
KINDS = {
    WHOLE: ProofKind.PARTICIPATION,
    MONTHS: ProofKind.PARTICIPATION,
    CARD: ProofKind.CARD,
    BENEFITS: ProofKind.BENEFITS,
}


class ProofForm(forms.Form):
    """`wish` when valid. Sent by GET to look, by POST to have."""

    giay = forms.ChoiceField(
        label=_("Bạn cần chứng minh điều gì?"),
        choices=PAPERS,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Hãy chọn loại giấy."),
            "invalid_choice": _("Hãy chọn một loại trong danh sách."),
        },
    )
    ngon_ngu = forms.ChoiceField(
        label=_("Giấy bằng tiếng nào?"),
        choices=[(code, name) for code, name in settings.LANGUAGES],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Hãy chọn ngôn ngữ."),
            "invalid_choice": _("Hãy chọn một ngôn ngữ."),
        },
    )

    @property
    def wish(self) -> Wish:
        chosen = self.cleaned_data["giay"]
        return Wish(KINDS[chosen], chosen == MONTHS, self.cleaned_data["ngon_ngu"])
