"""What a checker sends: a code typed or pasted, or a photo of one."""

import hashlib
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from insurance.check_codes import pictures
from insurance.proofs.services import serial_of_file

PDF = b"%PDF-"


class CheckForm(forms.Form):
    """`cleaned_data["code"]` is the text of the code, whichever way it came; `intact` when it came as our own PDF."""

    intact = False

    ma = forms.CharField(
        label=_("Mã kiểm tra"),
        required=False,
        max_length=2_000,
        help_text=_("16 chữ và số in dưới ô vuông, ví dụ 7K2M-9QXA-0D4T-HB6C. Viết hoa hay thường đều được."),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )
    anh = forms.FileField(
        label=_("Hoặc gửi ảnh chụp ô vuông, hay tệp PDF của giấy"),
        required=False,
        help_text=_("Ảnh PNG, JPEG, WebP hoặc tệp PDF, tối đa 6 MB. Được đọc rồi bỏ ngay."),
        widget=forms.ClearableFileInput(attrs={"accept": "image/png,image/jpeg,image/webp,application/pdf"}),
    )

    def clean_anh(self) -> Any:
        picture = self.cleaned_data.get("anh")
        if picture is None:
            return None
        if picture.size > pictures.MOST_BYTES:
            raise forms.ValidationError(
                _("Ảnh này lớn hơn 6 MB. Hãy chụp lại gần hơn hoặc chọn ảnh nhỏ hơn.")
            )
        if picture.read(len(PDF)) == PDF:
            return self._code_of_pdf(picture)
        picture.seek(0)
        try:
            codes = pictures.codes_in(picture)
        except pictures.UnreadablePictureError:
            raise forms.ValidationError(
                _("Tệp này không mở được như một ảnh. Hãy chọn ảnh PNG, JPEG hoặc WebP.")
            ) from None
        if not codes:
            raise forms.ValidationError(
                _("Không thấy mã trong ảnh. Hãy chụp thẳng, đủ sáng, thấy trọn ô vuông.")
            )
        return codes[0]

    def _code_of_pdf(self, file: Any) -> str:
        """SECURITY: a PDF is never opened here. Its digest says whether it is one of ours, to the last byte."""
        file.seek(0)
        serial = serial_of_file(hashlib.file_digest(file, "sha256").hexdigest())
        if serial is None:
            raise forms.ValidationError(
                _(
                    "Tệp này không phải tệp gốc do An Sinh cấp: có thể đã bị sửa, hoặc được in và quét lại. Hãy nhập "
                    "mã 16 chữ trên giấy và so các số."
                )
            )
        self.intact = True
        return serial

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        code = (data.get("ma") or "").strip() or data.get("anh")
        if not code and not self.errors:
            raise forms.ValidationError(_("Hãy nhập mã hoặc chọn một ảnh."))
        data["code"] = code or ""
        return data
