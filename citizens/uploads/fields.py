"""Form fields for files. What they clean to is a `SafeFile`, or a list of them."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from citizens.uploads.apart import examine_apart
from citizens.uploads.content import JPEG, MEGABYTE, MOST_BYTES, MOST_PAGES, RefusedError, SafeFile

ACCEPT_PICTURES = "image/jpeg,image/png,image/webp"
ACCEPT = ACCEPT_PICTURES + ",application/pdf"
MOST_MEGABYTES = MOST_BYTES // MEGABYTE

REFUSALS = {
    "empty": _("Tệp này trống. Hãy chọn tệp khác."),
    "heavy": _("Tệp nặng quá %(megabytes)s MB. Hãy chụp lại với cỡ nhỏ hơn."),
    "kind": _("Chỉ nhận ảnh JPEG, PNG, WebP hoặc tệp PDF. Hãy chụp ảnh giấy tờ bằng điện thoại."),
    "apple": _("Ảnh HEIC chưa đọc được. Hãy chọn “Tương thích nhất” trong cài đặt máy ảnh, hoặc chụp màn hình ảnh đó."),
    "pixels": _("Ảnh có quá nhiều điểm ảnh. Hãy chụp lại với cỡ nhỏ hơn."),
    "pages": _("Tệp PDF dài quá %(pages)s trang. Hãy chỉ gửi những trang cần thiết."),
    "locked": _("Tệp PDF có mật khẩu. Hãy bỏ mật khẩu, hoặc chụp ảnh từng trang."),
    "active": _("Tệp PDF có mã chạy hoặc tệp kèm bên trong. Hãy in ra tệp PDF mới, hoặc chụp ảnh từng trang."),
    "broken": _("Không mở được tệp này: tệp hỏng hoặc bị cắt. Hãy chụp lại hoặc xuất tệp mới."),
    "busy": _("Đang có nhiều người gửi tệp. Hãy thử lại sau một phút."),
    "picture": _("Ở đây chỉ nhận ảnh. Hãy chụp lại bằng điện thoại."),
}  # fmt: skip


def refusal(code: str) -> ValidationError:
    return ValidationError(
        REFUSALS.get(code, REFUSALS["broken"]),
        code=code,
        params={"megabytes": MOST_MEGABYTES, "pages": MOST_PAGES},
    )


def safe_copy(upload: UploadedFile) -> SafeFile:
    """A harmless copy of an uploaded file. Raises ValidationError with what to do."""
    if (upload.size or 0) > MOST_BYTES:
        raise refusal("heavy")
    try:
        return examine_apart(upload.read(MOST_BYTES + 1))
    except RefusedError as refused:
        raise refusal(refused.code) from None


class PictureField(forms.FileField):
    """One photo."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.FileInput(attrs={"accept": ACCEPT_PICTURES}))
        kwargs.setdefault(
            "help_text",
            format_lazy(_("Ảnh JPEG, PNG hoặc WebP, không quá {megabytes} MB."), megabytes=MOST_MEGABYTES),
        )
        super().__init__(allow_empty_file=True, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        upload = super().clean(data, initial)
        if not upload:
            return None
        safe = safe_copy(upload)
        if safe.kind != JPEG:
            raise refusal("picture")
        return safe


class SeveralFilesInput(forms.FileInput):
    allow_multiple_selected = True


class EvidenceField(forms.FileField):
    """Papers that show something: several photos or PDF files. Cleans to a list of `SafeFile`, empty when none."""

    def __init__(self, *, max_files: int = 5, **kwargs: Any) -> None:
        self.max_files = max_files
        kwargs.setdefault("widget", SeveralFilesInput(attrs={"accept": ACCEPT}))
        kwargs.setdefault("label", _("Giấy tờ kèm theo"))
        kwargs.setdefault(
            "help_text",
            format_lazy(
                _(
                    "Ảnh hoặc PDF, mỗi tệp không quá {megabytes} MB, nhiều nhất {files} tệp. Thông tin ẩn bị xóa."
                ),
                megabytes=MOST_MEGABYTES,
                files=max_files,
            ),
        )
        super().__init__(allow_empty_file=True, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        uploads = [upload for upload in (data if isinstance(data, list) else [data]) if upload]
        super().clean(uploads[0] if uploads else None, initial)
        if len(uploads) > self.max_files:
            raise ValidationError(
                _("Nhiều nhất %(files)s tệp. Hãy bỏ bớt."), code="many", params={"files": self.max_files}
            )
        return [safe_copy(upload) for upload in uploads]
