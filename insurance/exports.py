"""What this app holds about a person, for the download of everything: the figures of the history page."""

from django.utils.formats import date_format
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _

from citizens.actors import Actor, DataClass
from citizens.exports import Table
from insurance import words
from insurance.benefits import amounts_now
from insurance.check_codes.codec import grouped
from insurance.corrections.marks import Marks
from insurance.history import TABS, ParticipationRecord
from insurance.models import (
    BenefitAdjustment,
    BenefitDecision,
    BenefitPayment,
    Correction,
    CorrectionKind,
    HiCard,
    LeaveCertificate,
    MedicalVisit,
    ParticipationPeriod,
    PayoutAccount,
    ProofDocument,
    VisitLine,
)
from insurance.proofs import figures
from insurance.tables import Table as RecordTable
from insurance.tables.benefits import accounts, adjustments, decisions, payments
from insurance.tables.cards import cards
from insurance.tables.corrections import corrections
from insurance.tables.leave import papers
from insurance.tables.visits import lines, visits


def participation_tables(actor: Actor) -> list[Table]:
    record = ParticipationRecord(
        list(ParticipationPeriod.objects.for_actor(actor).with_employer().oldest_first())
    )
    behind = list(ParticipationPeriod.objects.left_behind(actor).with_employer().oldest_first())
    if actor.reads_are_logged:  # the other number has its own log, which its person reads too
        actor.work.note(DataClass.PARTICIPATION, {period.citizen_id for period in behind})
    return [
        _periods("qua-trinh-tham-gia", record),
        # Of a number that was merged into this one: the same months, so they count once, and are kept.
        *([_periods("thang-trung-khi-gop-ho-so", ParticipationRecord(behind))] if behind else []),
        Table(
            "tong-thoi-gian",
            (_("Loại bảo hiểm"), _("Thời gian đã đóng")),
            [(str(tab.name), words.duration(tab.totals(record.totals).counted)) for tab in TABS],
        ),
    ]


def _periods(name: str, record: ParticipationRecord) -> Table:
    return Table(
        name,
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
    )


def record_tables(actor: Actor) -> list[Table]:
    """Cards, benefits, visits and papers: the columns and words of `insurance.tables`, as the pages show them."""
    return [
        _sheet(cards(HiCard.objects.for_actor(actor).newest_first())),
        _sheet(
            decisions(
                BenefitDecision.objects.for_actor(actor).newest_first(),
                amounts_now(BenefitAdjustment.objects.for_actor(actor).newest_first(), localdate()),
            )
        ),
        _sheet(payments(BenefitPayment.objects.for_actor(actor).with_decision().newest_first())),
        _sheet(accounts(PayoutAccount.objects.for_actor(actor).newest_first())),
        _sheet(adjustments(BenefitAdjustment.objects.for_actor(actor).with_decision().newest_first())),
        _sheet(
            visits(
                MedicalVisit.objects.for_actor(actor).newest_first(),
                Marks(actor, CorrectionKind.VISIT).texts(CorrectionKind.VISIT),
            )
        ),
        _sheet(lines(VisitLine.objects.for_actor(actor).with_visit().in_order())),
        _sheet(papers(LeaveCertificate.objects.for_actor(actor).newest_first())),
        _sheet(corrections(Correction.objects.for_actor(actor).with_thread().newest_first())),
    ]


def paper_tables(actor: Actor) -> list[Table]:
    """Papers handed out, and who took which back."""
    found = ProofDocument.objects.for_actor(actor).with_code().listed().newest_first()
    return [
        Table(
            "giay-xac-nhan",
            (
                _("Giấy"),
                _("Cấp lúc"),
                _("Người xin giấy"),
                _("Có giá trị đến hết ngày"),
                _("Mã kiểm tra"),
                _("Ai hủy"),
            ),
            [
                (
                    figures.title(paper.code.kind),
                    date_format(localtime(paper.issued_at), "SHORT_DATETIME_FORMAT"),
                    paper.asked_by.full_name,
                    date_format(paper.code.valid_until) if paper.code.valid_until else "",
                    grouped(paper.code.serial),
                    str(paper.get_revoked_by_display()) if paper.revoked_by else "",
                )
                for paper in found
            ],
        )
    ]


def _sheet(table: RecordTable) -> Table:
    return Table(
        table.slug,
        [str(column.title) for column in table.columns],
        [
            [column.written(value) for column, value in zip(table.columns, row, strict=True)]
            for row in table.rows
        ],
    )
