"""Reporting changes: one row typed, or a file."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from enterprises import reports
from enterprises.models import ChangeRow
from insurance.imports.files import UnreadableFile

MOST_BYTES = 5_000_000


class RowForm(forms.Form):
    """One change. The fields are the columns of the file, and are checked as a row of a file is."""

    phuong_an = forms.ChoiceField(label=_("Phương án"), choices=ChangeRow.Kind.choices)
    ho_ten = forms.CharField(
        label=_("Họ và tên"), max_length=120, error_messages={"required": _("Hãy nhập họ và tên.")}
    )
    ma_so_bhxh = forms.CharField(
        label=_("Mã số BHXH"),
        required=False,
        max_length=20,
        help_text=_("10 số. Người mới chưa có mã số thì để trống."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    tu_thang = forms.CharField(
        label=_("Từ tháng"),
        max_length=10,
        help_text=_("Ví dụ: 11/2026."),
        error_messages={"required": _("Hãy nhập tháng bắt đầu thay đổi.")},
    )
    muc_luong = forms.CharField(
        label=_("Mức lương đóng"),
        required=False,
        max_length=20,
        help_text=_("Ví dụ: 9.200.000. Báo giảm thì để trống."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    cong_viec = forms.CharField(label=_("Công việc"), required=False, max_length=160)

    def take_errors(self, row: ChangeRow) -> bool:
        """Show what the row's check found under its fields. True when there was something."""
        for column, why in row.errors:
            self.add_error(column, why)
        return bool(row.errors)


class UploadForm(forms.Form):
    """An XLSX or CSV file with the columns of the template."""

    file = forms.FileField(
        label=_("Tệp tăng giảm"),
        help_text=_("Excel (.xlsx) hoặc CSV, theo tệp mẫu, tối đa 5 MB và 5.000 dòng."),
        error_messages={"required": _("Hãy chọn tệp."), "empty": _("Tệp này trống.")},
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )

    def clean_file(self) -> list[dict[str, str]]:
        upload: UploadedFile = self.cleaned_data["file"]
        if (upload.size or 0) > MOST_BYTES:
            raise forms.ValidationError(_("Tệp lớn quá 5 MB. Hãy chia thành nhiều tệp."))
        try:
            rows = reports.read_file(upload.name or "", upload.read())
        except UnreadableFile as error:
            raise forms.ValidationError(str(error)) from error
        if not rows:
            raise forms.ValidationError(_("Tệp không có dòng nào dưới tiêu đề."))
        return rows

    @property
    def rows(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.cleaned_data["file"]
        return found
