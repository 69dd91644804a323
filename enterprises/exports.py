"""What this room holds about a person, for the download of everything."""

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from citizens.actors import Actor
from citizens.exports import Table
from enterprises.models import RowDispute
from enterprises.reports import rows_about
from insurance import words


def unit_tables(actor: Actor) -> list[Table]:
    """Rows that the person or their unit doubted, and what units reported of the person."""
    disputes = RowDispute.objects.for_actor(actor).select_related("employer").order_by("pk")
    changes = rows_about(actor.subject) if actor.subject else []
    return [
        Table(
            "phan-doi",
            (
                _("Số"),
                _("Đơn vị"),
                _("Dòng hồ sơ"),
                _("Ai phản đối"),
                _("Lý do"),
                _("Gửi lúc"),
                _("Hạn trả lời"),
                _("Trả lời lúc"),
                _("Trả lời"),
            ),
            [
                (
                    row.number,
                    row.employer.name,
                    row.subject_text,
                    row.get_side_display(),
                    row.reason,
                    _moment(row.opened_at),
                    date_format(row.due_on),
                    _moment(row.answered_at),
                    row.answer,
                )
                for row in disputes
            ],
        ),
        Table(
            "don-vi-bao-tang-giam",
            (
                _("Đơn vị"),
                _("Báo cáo"),
                _("Gửi lúc"),
                _("Phương án"),
                _("Từ tháng"),
                _("Lương trước"),
                _("Lương báo"),
                _("Công việc"),
                _("Tình trạng"),
                _("Lý do"),
                _("Trả lời lúc"),
            ),
            [
                (
                    row.report.employer.name,
                    row.report.number,
                    _moment(row.report.sent_at),
                    row.get_kind_display(),
                    words.month(row.month) if row.month else "",
                    row.wage_before,
                    row.wage,
                    row.job_title,
                    row.get_state_display(),
                    row.reason,
                    _moment(row.decided_at),
                )
                for row in changes
            ],
        ),
    ]


def _moment(moment: object) -> str:
    return date_format(localtime(moment), "SHORT_DATETIME_FORMAT") if moment else ""  # type: ignore[arg-type]
