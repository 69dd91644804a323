"""Requests to correct a record, as a table."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from insurance.corrections.services import field_of
from insurance.models import Correction
from insurance.tables.base import Column, Kind, Table, Value

CORRECTIONS = (
    Column("number", _("Số")),
    Column("filed_at", _("Gửi lúc"), Kind.MOMENT),
    Column("kind", _("Về")),
    Column("subject", _("Dòng hồ sơ")),
    Column("field", _("Mục")),
    Column("recorded", _("Trên hồ sơ")),
    Column("asked", _("Bạn báo")),
    Column("why", _("Vì sao")),
    Column("state", _("Tình trạng")),
    Column("due_on", _("Hạn trả lời"), Kind.DAY),
    Column("decided_at", _("Trả lời lúc"), Kind.MOMENT),
    Column("answer", _("Trả lời")),
    Column("thread", _("Trao đổi")),
)


def corrections(found: Iterable[Correction]) -> Table:
    """`found` comes with its thread."""
    rows: list[list[Value]] = [
        [
            row.number,
            row.filed_at,
            row.get_kind_display(),
            row.subject_text,
            str(field_of(row).label),
            row.recorded,
            row.asked,
            row.why,
            row.get_state_display(),
            row.due_on,
            row.decided_at,
            row.answer,
            " / ".join(f"{note.get_author_display()}: {note.text}" for note in row.notes.all()),
        ]
        for row in found
    ]
    return Table("dinh-chinh", _("Yêu cầu đính chính"), CORRECTIONS, rows)
