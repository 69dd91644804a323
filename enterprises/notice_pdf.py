"""C12-TS as PDF/UA-1: notice.typ is the look, typst the typesetter, the fonts are those of the papers."""

import json
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

import typst
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from enterprises.notice_sheet import Sheet
from insurance.tables.base import Table

FOLDER = Path(__file__).parent
FONTS = FOLDER.parent / "insurance" / "proofs" / "fonts"
_compiler_lock = Lock()  # one document at a time: the compiler is not shared between threads


def build(sheet: Sheet) -> bytes:
    """The PDF in the language that is active. The words travel as JSON: nothing in them is typst's own language."""
    paper = {
        "language": get_language() or "vi",
        "title": _("Thông báo C12-TS tháng %(month)s") % {"month": sheet.month},
        "unit": f"{sheet.employer.name} ({sheet.employer.unit_code})",
        "lead": sheet.interest_note,
        "demo": _("Bản trình diễn, người và số liệu hư cấu.") if settings.DEMO else "",
        "parts": [
            {
                "title": _("Tiền đóng"),
                "heads": [_("Mục"), _("Số tiền")],
                "numbers": [1],
                "rows": [[name, amount] for name, amount, _note in sheet.balance],
                "foot": [],
            },
            *(_part(table) for table in (sheet.funds, sheet.paid) if table),
        ],
    }
    with _compiler_lock:
        made = _compiler().compile(
            format="pdf",
            sys_inputs={"paper": json.dumps(paper)},
            pdf_standards=["ua-1"],
            timestamp=int(sheet.notice.issued_at.timestamp()),
        )
    if not isinstance(made, bytes):
        raise TypeError("one document makes one file")
    return made


@cache
def _compiler() -> typst.Compiler:
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(FONTS)])
    return typst.Compiler(str(FOLDER / "notice.typ"), root=str(FOLDER), font_paths=fonts)


def _part(table: Table) -> dict[str, Any]:
    foot = [cell.text for cell in table.foot]
    return {
        "title": str(table.title),
        "heads": [str(column.title) for column in table.shown_columns],
        "numbers": [number for number, column in enumerate(table.shown_columns) if column.is_number],
        "rows": [[cell.text for cell in line] for line in table.lines],
        "foot": [_("Cộng"), *foot[1:]] if foot else [],
    }
