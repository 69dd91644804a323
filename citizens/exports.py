"""Everything the site holds about a person, in one zip: JSON for machines, CSV for people.

Each app registers what it holds (`register`), so that this app need know no other. The worker builds the file as a
system actor: the person sees that too in the list of who looked.
"""

import csv
import io
import json
import logging
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from citizens.actors import Actor, Purpose
from citizens.models import (
    AccessEntry,
    Citizen,
    Consent,
    DataExport,
    DataRequest,
    Mandate,
    Notification,
)
from citizens.notifications import notify, text_of, title_of
from territory.spreadsheets import inert

logger = logging.getLogger("portal.exports")
KEEP = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet: file name, heading of each column, rows of plain values."""

    name: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Any]]


Exporter = Callable[[Actor], list[Table]]
_exporters: dict[str, Exporter] = {}


def register(name: str, exporter: Exporter) -> None:
    """Called from an app's `ready()`. The name orders the files and may be registered again with the same app."""
    _exporters[name] = exporter


def tables_of(actor: Actor, tell: Callable[[int], None] = lambda percent: None) -> list[Table]:
    tables: list[Table] = []
    for done, name in enumerate(sorted(_exporters), 1):
        tables += _exporters[name](actor)
        tell(90 * done // len(_exporters))
    return tables


def zip_of(tables: Sequence[Table]) -> bytes:
    """One JSON file with everything, and one CSV a table (with a mark so that spreadsheets read the letters)."""
    whole = {
        table.name: [dict(zip(table.columns, row, strict=True)) for row in table.rows] for table in tables
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("du-lieu.json", json.dumps(whole, ensure_ascii=False, indent=1, default=str))
        for table in tables:
            text = io.StringIO()
            writer = csv.writer(text)
            writer.writerow(table.columns)
            writer.writerows(
                [[inert("" if value is None else str(value)) for value in row] for row in table.rows]
            )
            archive.writestr(f"{table.name}.csv", "\ufeff" + text.getvalue())
    return buffer.getvalue()


def order(citizen: Citizen, language: str) -> DataExport:
    """Ask for a file; while one is being made it is the same one."""
    waiting = DataExport.objects.filter(citizen=citizen, state__in=["waiting", "building"]).first()
    return waiting or DataExport.objects.create(citizen=citizen, language=language)


def build_waiting() -> int:
    """Build every file that waits, one after the other. Safe to run in several processes. Returns how many."""
    count = 0
    while _build_one():
        count += 1
    DataExport.objects.filter(ready_at__lt=timezone.now() - KEEP).delete()
    return count


def _build_one() -> bool:
    with transaction.atomic():
        export = (
            DataExport.objects.select_for_update(skip_locked=True, of=("self",))
            .filter(state=DataExport.State.WAITING)
            .select_related("citizen")
            .order_by("pk")
            .first()
        )
        if export is None:
            return False
        DataExport.objects.filter(pk=export.pk).update(state=DataExport.State.BUILDING, progress=5)
    try:
        actor = Actor.system(export.citizen, purpose=Purpose.EXPORT)
        with translation.override(export.language), _steps_of(export) as tell, actor.at_work():
            content = zip_of(tables_of(actor, tell))
        with transaction.atomic():
            DataExport.objects.filter(pk=export.pk).update(
                state=DataExport.State.READY, progress=100, ready_at=timezone.now(), content=content
            )
            notify(export.citizen, "export_ready")
    except Exception:
        logger.exception("an export could not be built")
        DataExport.objects.filter(pk=export.pk).update(state=DataExport.State.FAILED)
    return True


@contextmanager
def _steps_of(export: DataExport) -> Iterator[Callable[[int], None]]:
    """Notes how far the file is, on a connection of its own: everything is read in one transaction, from which
    nobody sees anything before its end."""
    own = connection.copy()

    def tell(percent: int) -> None:
        with own.cursor() as cursor:
            cursor.execute(
                "UPDATE citizens_dataexport SET progress = %s WHERE id = %s AND state = 'building'",
                [percent, export.pk],
            )

    try:
        yield tell
    finally:
        own.close()


# -- What this app holds


def person_tables(actor: Actor) -> list[Table]:
    person = Citizen.objects.for_actor(actor).select_related("ward", "province").get()
    facts = [
        (_("Họ và tên"), person.full_name),
        (_("Mã số BHXH"), person.bhxh_number),
        (_("Số định danh cá nhân"), person.personal_id),
        (_("Ngày sinh"), date_format(person.birth_date)),
        (_("Giới tính"), person.get_sex_display()),
        (_("Điện thoại"), person.phone),
        (_("E-mail"), person.email),
        (
            _("Địa chỉ"),
            ", ".join(filter(None, (person.address, person.ward.name, person.province.full_name))),
        ),
    ]
    mandates = Mandate.objects.given_by(person) | Mandate.objects.held_by(person)
    return [
        Table("thong-tin-ca-nhan", (_("Mục"), _("Nội dung")), facts),
        Table(
            "ai-da-xem",
            (_("Lúc"), _("Ai"), _("Với tư cách"), _("Đơn vị"), _("Phần đã xem")),
            [
                (_moment(e.at), e.reader_label, e.get_role_display(), e.unit, ", ".join(e.data_classes))
                for e in AccessEntry.objects.for_actor(actor).newest_first()
            ],
        ),
        Table(
            "thay-mat",
            (_("Hồ sơ của"), _("Người thay mặt"), _("Từ ngày"), _("Đến trước ngày"), _("Chấm dứt lúc")),
            [
                (
                    m.subject.full_name,
                    m.holder.full_name if m.holder and m.confirmed_at else m.invited_number,
                    m.starts_on,
                    m.ends_on,
                    m.revoked_at and _moment(m.revoked_at),
                )
                for m in mandates.select_related("subject", "holder").order_by("pk")
            ],
        ),
        Table(
            "yeu-cau",
            (_("Số"), _("Yêu cầu"), _("Nội dung"), _("Nhận ngày"), _("Hạn trả lời"), _("Trả lời")),
            [
                (r.number, r.get_kind_display(), r.text, r.received_on, r.due_on, r.answer)
                for r in DataRequest.objects.for_actor(actor).newest_first()
            ],
        ),
        Table(
            "dong-y",
            (_("Việc"), _("Bản"), _("Mã băm của văn bản"), _("Đồng ý lúc"), _("Rút lại lúc")),
            [
                (
                    c.topic,
                    c.version,
                    c.text_hash,
                    _moment(c.given_at),
                    c.withdrawn_at and _moment(c.withdrawn_at),
                )
                for c in Consent.objects.for_actor(actor).newest_first()
            ],
        ),
        Table(
            "thong-bao",
            (_("Lúc"), _("Tiêu đề"), _("Nội dung")),
            [
                (_moment(n.created_at), title_of(n), text_of(n))
                for n in Notification.objects.of(person).newest_first()
            ],
        ),
    ]


def _moment(moment: Any) -> str:
    return date_format(timezone.localtime(moment), "H:i d/m/Y")
