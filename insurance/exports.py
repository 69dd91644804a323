"""What this app holds about a person, for the download of everything: the figures of the history page."""

from django.utils.translation import gettext as _

from citizens.actors import Actor
from citizens.exports import Table
from insurance import words
from insurance.history import TABS, ParticipationRecord
from insurance.models import ParticipationPeriod


def participation_tables(actor: Actor) -> list[Table]:
    record = ParticipationRecord(
        list(ParticipationPeriod.objects.for_actor(actor).with_employer().oldest_first())
    )
    return [
        Table(
            "qua-trinh-tham-gia",
            (
                _("Loại bảo hiểm"),
                _("Từ tháng đến tháng"),
                _("Thời gian"),
                _("Đơn vị"),
                _("Công việc"),
                _("Tiền lương làm căn cứ đóng"),
                _("Trạng thái"),
                _("Nguồn số liệu"),
            ),
            [
                (
                    row.period.get_scheme_display(),
                    row.months,
                    row.length,
                    row.payer.name,
                    row.period.job_title,
                    row.wage,
                    row.state,
                    row.source,
                )
                for row in record.rows(record.periods)
            ],
        ),
        Table(
            "tong-thoi-gian",
            (_("Loại bảo hiểm"), _("Thời gian đã đóng")),
            [(str(tab.name), words.duration(tab.totals(record.totals).counted)) for tab in TABS],
        ),
    ]
