"""From a paper's content to its PDF: document.typ is the look, typst the typesetter.

The words travel as JSON, so nothing in them is taken for typst's own language; no package is fetched, no system font
is asked. PDF/UA-1: tagged, with a title and a language, so that it can be read aloud.
"""

import json
import threading
from dataclasses import asdict
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import segno
from django.conf import settings
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from insurance.check_codes.codec import grouped
from insurance.models import CheckCode
from insurance.proofs import figures
from insurance.proofs.content import Extract

if TYPE_CHECKING:
    import typst

FOLDER = Path(__file__).parent
MARK = FOLDER / "mark.svg"
STANDARDS: tuple[Literal["ua-1"] | None, ...] = ("ua-1", None)

_compiler_lock = threading.Lock()  # one document at a time: the compiler is not shared between threads


def build(extract: Extract, code: CheckCode, signed: str, address: str) -> bytes:
    """The PDF in the language that is active. `signed` is the text of the code, `address` the checker's page."""
    import typst  # 80 MB that no other page needs

    paper = json.dumps(_paper(extract, code, signed, address))
    with _compiler_lock:
        # Names of peoples whose letters no font here has would break the rules of PDF/UA: the name comes first.
        for standard in STANDARDS:
            try:
                made = _compiler().compile(
                    format="pdf",
                    sys_inputs={"paper": paper},
                    pdf_standards=standard,
                    timestamp=int(code.issued_at.timestamp()),
                )
            except typst.TypstError:
                if standard is None:
                    raise
                continue
            break
    if not isinstance(made, bytes):
        raise TypeError("one document makes one file")
    return made


@cache
def _compiler() -> "typst.Compiler":
    import typst

    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(FOLDER / "fonts")]
    )
    return typst.Compiler(str(FOLDER / "document.typ"), root=str(FOLDER), font_paths=fonts)


def _paper(extract: Extract, code: CheckCode, signed: str, address: str) -> dict[str, Any]:
    last_day = date_format(code.valid_until) if code.valid_until else ""
    dates = [
        (_("Cấp lúc"), _moment(code.issued_at)),
        (_("Có giá trị đến hết ngày"), last_day),
        *figures.lines(code.kind, code.figures),
    ]
    return {
        "language": get_language() or "vi",
        "issuer": "An Sinh",
        "issuer_line": _("Cổng thông tin bảo hiểm xã hội của người dân"),
        "title": extract.title,
        "subtitle": extract.subtitle,
        "dates": dates,
        "person_title": _("Người tham gia"),
        "person": extract.person,
        "whose": f"{code.citizen.full_name}, {code.citizen.bhxh_number}.",
        "parts": [asdict(part) for part in extract.parts],
        "statement": _statement(extract, code, address),
        "demo_head": _("BẢN TRÌNH DIỄN: NGƯỜI VÀ SỐ LIỆU HƯ CẤU, KHÔNG CÓ GIÁ TRỊ PHÁP LÝ")
        if settings.DEMO
        else "",
        "demo": _("Bản trình diễn, người và số liệu hư cấu.") if settings.DEMO else "",
        "mark": MARK.read_text(),
        "qr": _qr(f"{address}#{signed}"),
        "qr_words": _("Mã QR để kiểm tra giấy này ở %(address)s") % {"address": address},
        "code": grouped(code.serial),
        "code_word": _("Mã kiểm tra"),
        "check_line": _("Kiểm tra giấy này: mã"),
        "check_at": _("tại"),
        "check_address": address.partition("://")[2].rstrip("/"),
        "page_word": _("Trang"),
    }


def _statement(extract: Extract, code: CheckCode, address: str) -> list[str]:
    fresh = date_format(localtime(extract.fresh_as_of))
    said = [
        _(
            "Giấy này trích từ hồ sơ điện tử của người có tên trên, đúng như hồ sơ lúc cấp. Số liệu do cơ quan bảo "
            "hiểm xã hội cập nhật gần nhất ngày %(day)s."
        )
        % {"day": fresh},
        _(
            "Người nhận giấy hãy quét ô vuông hoặc nhập mã kiểm tra tại %(address)s. Trang đó nói giấy còn giá trị "
            "hay đã bị hủy, ngày cấp, chữ cái đầu của tên và các số ở đầu giấy để so sánh. Gửi tệp PDF gốc lên đó thì "
            "biết tệp có bị sửa không."
        )
        % {"address": address},
        _(
            "Giấy không thay cho sổ bảo hiểm xã hội, thẻ bảo hiểm y tế hay giấy xác nhận có dấu của cơ quan bảo hiểm "
            "xã hội. Hãy so tên với giấy tờ có ảnh."
        ),
    ]
    if settings.DEMO:
        said.append(_("Đây là bản trình diễn: người và số liệu là hư cấu, giấy không có giá trị pháp lý."))
    return said


def _moment(moment: datetime) -> str:
    local = localtime(moment)
    return f"{date_format(local)}, {local:%H:%M}"


def _qr(text: str) -> str:
    drawn = segno.make(text, error="m", micro=False, boost_error=False).svg_inline(
        border=2, dark="#000", light="#fff", svgclass=None, lineclass=None
    )
    return drawn.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
