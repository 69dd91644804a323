"""Two records beside each other: who they say it is, what would move, which months both hold, what forbids it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from citizens.actors import DataClass
from citizens.masks import mask_number
from citizens.models import (
    Approval,
    Citizen,
    EmployerMember,
    HouseholdMember,
    IdentityEvidence,
    Mandate,
    Merge,
    User,
)
from insurance import words
from insurance.models import (
    BenefitDecision,
    BenefitPayment,
    CardState,
    Correction,
    HiCard,
    LeaveCertificate,
    MedicalVisit,
    ParticipationPeriod,
    ProofDocument,
    Scheme,
)
from insurance.querysets.corrections import OPEN_STATES
from portal.staff.merging.rows import spans_of, without
from portal.staff.record import birth_of
from support.models import SupportRequest

READ = (DataClass.IDENTITY, DataClass.PARTICIPATION, DataClass.CARD, DataClass.BENEFITS, DataClass.REQUESTS)
# Evidence for which somebody has held the ID card, or the state has said whose it is.
PROVEN = (
    IdentityEvidence.Method.VNEID,
    IdentityEvidence.Method.DOCUMENTS,
    IdentityEvidence.Method.COUNTER,
)


@dataclass(frozen=True)
class Line:
    """One fact, or a number of rows, of both records."""

    what: str
    kept: str
    retired: str
    differs: bool = False


@dataclass(frozen=True)
class Overlap:
    """Months both records hold in one scheme: they count once."""

    scheme: str
    months: str
    kept: str
    retired: str


def facts(kept: Citizen, retired: Citizen) -> list[Line]:
    return [
        _line(_("Mã số BHXH"), kept.bhxh_number, retired.bhxh_number, plain=True),
        _line(_("Họ và tên"), kept.full_name, retired.full_name),
        _line(_("Ngày sinh"), birth_of(kept), birth_of(retired)),
        _line(_("Giới tính"), kept.get_sex_display(), retired.get_sex_display()),
        _line(_("Số định danh cá nhân"), kept.personal_id or "", retired.personal_id or ""),
        _line(_("Điện thoại"), kept.phone, retired.phone, plain=True),
        _line(_("Nơi ở"), place_of(kept), place_of(retired), plain=True),
        _line(_("Tài khoản trên An Sinh"), _yes(kept.user_id), _yes(retired.user_id), plain=True),
    ]


def _line(what: str, kept: str, retired: str, *, plain: bool = False) -> Line:
    return Line(what, kept or "–", retired or "–", not plain and bool(kept and retired) and kept != retired)


def _yes(value: object) -> str:
    return _("có") if value else _("chưa có")


def place_of(person: Citizen) -> str:
    return ", ".join(filter(None, (person.address, person.ward.name, person.province.name)))


def counts(kept: Citizen, retired: Citizen) -> list[Line]:
    """How much of each kind both hold: one question a table."""
    asked: list[tuple[str, Any, str]] = [
        (_("Giai đoạn tham gia"), ParticipationPeriod, "citizen"),
        (_("Thẻ BHYT"), HiCard, "citizen"),
        (_("Quyết định hưởng"), BenefitDecision, "citizen"),
        (_("Lần chi trả"), BenefitPayment, "citizen"),
        (_("Giấy nghỉ việc"), LeaveCertificate, "citizen"),
        (_("Lần khám chữa bệnh"), MedicalVisit, "citizen"),  # how many, and nothing of what
        (_("Giấy xác nhận đã cấp"), ProofDocument, "citizen"),
        (_("Yêu cầu đính chính"), Correction, "citizen"),
        (_("Yêu cầu hỗ trợ"), SupportRequest, "citizen"),
        (_("Hộ gia đình"), HouseholdMember, "citizen"),
        (_("Người khác thay mặt người này"), Mandate, "subject"),
        (_("Thay mặt cho người khác"), Mandate, "holder"),
        (_("Làm việc cho đơn vị trên An Sinh"), EmployerMember, "citizen"),
    ]
    found = []
    for what, model, field in asked:
        rows = model._base_manager.filter(**{f"{field}__in": (kept.pk, retired.pk)})
        each = dict(rows.order_by().values_list(field).annotate(number=Count("pk")))
        if each:
            found.append(Line(what, str(each.get(kept.pk, 0)), str(each.get(retired.pk, 0))))
    return found


def overlaps(kept: Citizen, retired: Citizen) -> list[Overlap]:
    """Pairs of periods of one scheme that hold the same months."""
    rows = list(
        ParticipationPeriod.objects.filter(citizen__in=(kept, retired))
        .select_related("employer")
        .order_by("scheme", "months", "pk")
    )
    mine = [row for row in rows if row.citizen_id == kept.pk]
    found = []
    for row in rows:
        if row.citizen_id == kept.pk:
            continue
        for other in mine:
            first, last = max(row.months.lower, other.months.lower), min(row.months.upper, other.months.upper)
            if other.scheme == row.scheme and first < last:
                found.append(
                    Overlap(
                        str(Scheme(row.scheme).label),
                        words.months_between(first, last),
                        other.employer.name if other.employer else "–",
                        row.employer.name if row.employer else "–",
                    )
                )
    return found


def closed_cards(kept: Citizen, retired: Citizen) -> int:
    """Cards of the retired record that fall because the kept one's is valid at the same time."""
    standing = list(
        HiCard.objects.filter(citizen__in=(kept, retired), state=CardState.ACTIVE).only("citizen_id", "valid")
    )
    mine = [card.valid for card in standing if card.citizen_id == kept.pk]
    return sum(
        any(card.valid.lower < span.upper and span.lower < card.valid.upper for span in mine)
        for card in standing
        if card.citizen_id == retired.pk
    )


def months_left_behind(kept: Citizen, retired: Citizen) -> bool:
    taken = spans_of(kept)
    return any(
        without(span, taken.get(scheme, [])) != [span]
        for scheme, spans in spans_of(retired).items()
        for span in spans
    )


def is_proven(person: Citizen) -> bool:
    return IdentityEvidence.objects.filter(citizen=person, method__in=PROVEN, withdrawn_at=None).exists()


def forbidden(
    kept: Citizen, retired: Citizen, officer: User, *, waiting: Approval | None = None
) -> Iterator[str]:
    """Why these two cannot become one, in words; nothing when they can. `waiting` is the step that is being decided."""
    if kept.pk == retired.pk:
        yield _("Hai số này đã là của cùng một hồ sơ.")
        return
    if officer.pk in (kept.user_id, retired.user_id):
        yield _("Một trong hai hồ sơ là của chính bạn. Hãy nhờ một cán bộ khác.")
    for person in (kept, retired):
        if person.merged_into_id is not None:
            yield _("Mã số %(number)s đã gộp vào một hồ sơ khác.") % {
                "number": mask_number(person.bhxh_number)
            }
    if kept.personal_id and retired.personal_id:
        proven = (is_proven(kept), is_proven(retired))
        if all(proven):
            yield _(
                "Hai hồ sơ có hai số định danh cá nhân khác nhau, cả hai đã được xác minh: đây là hai người."
                " Nếu một số ghi sai, hãy đính chính số đó trước."
            )
        elif proven[1]:
            yield _(
                "Số định danh của hồ sơ gộp vào đã được xác minh, của hồ sơ giữ lại thì chưa."
                " Hãy chọn hồ sơ kia làm hồ sơ giữ lại."
            )
    pairs = Q(kept__in=(kept, retired)) | Q(retired__in=(kept, retired))
    open_merges = Merge.objects.filter(pairs).values("pk")
    steps = Approval.objects.waiting().filter(kind__in=("merge", "split"), target__in=open_merges)
    if (other := steps.exclude(pk=waiting.pk if waiting else 0).first()) is not None:
        yield _("Đề nghị %(number)s về một trong hai hồ sơ đang chờ người thứ hai.") % {
            "number": other.number
        }
    clash = Correction._base_manager.filter(state__in=OPEN_STATES, key__in=("ho-so", "nhan-tien"))
    mine = set(clash.filter(citizen=kept).values_list("kind", "field"))
    if mine & set(clash.filter(citizen=retired).values_list("kind", "field")):
        yield _("Cả hai hồ sơ đang có yêu cầu đính chính về cùng một mục. Hãy kết luận một yêu cầu trước.")


def warnings(kept: Citizen, retired: Citizen) -> Iterator[str]:
    """What does not forbid it, and wants an answer in the reason."""
    different = [line.what for line in facts(kept, retired) if line.differs]
    if different:
        yield _("Khác nhau: %(what)s. Nói rõ trong lý do vì sao vẫn là một người.") % {
            "what": ", ".join(different)
        }
    if kept.user_id and retired.user_id:
        yield _(
            "Cả hai hồ sơ có tài khoản: tài khoản của hồ sơ gộp vào sẽ đóng, người đó dùng tài khoản kia."
        )
    elif retired.user_id:
        yield _("Tài khoản của hồ sơ gộp vào sẽ mở hồ sơ giữ lại.")
    if kept.province_id != retired.province_id:
        yield _("Hai hồ sơ ở hai tỉnh: chỉ quản trị toàn quốc xác nhận được.")
    if number := closed_cards(kept, retired):
        yield _("%(count)s thẻ BHYT của hồ sơ gộp vào trùng thời gian, sẽ ghi là đã đổi thẻ khác.") % {
            "count": number
        }
