"""Medical visits of the demo's people, with cost lines that add up by the law of their day."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from django.db.models import Model
from django.utils import timezone

from citizens.models import Citizen
from insurance.demo.cards import facility_of, noted
from insurance.models import HiCard, LineKind, MedicalVisit, VisitLine, VisitState, VisitType
from insurance.rules.copayment import small_visit_limit
from insurance.rules.dated_rows import find
from insurance.rules.health_insurance import benefit_level_on
from insurance.rules.money import half_up, percent_of
from insurance.rules.parameters import FullCoverThreshold

SINCE = date(2023, 1, 1)
CHANCE = 0.35  # of a person who is no persona having any visit


@dataclass(frozen=True)
class Item:
    kind: LineKind
    code: str
    name: str
    unit: str
    price: int
    quantity: int = 1
    covered: bool = True


@dataclass(frozen=True)
class Case:
    """A reason to see a doctor, and what is done about it."""

    icd: str
    diagnosis: str
    items: tuple[Item, ...]
    days: int = 0
    oldest: int = 120
    youngest: int = 0


S, M, B = LineKind.SERVICE, LineKind.MEDICINE, LineKind.BED
EXAM = Item(S, "02.1897", "Khám nội", "Lần", 45_000)
BLOOD = Item(S, "22.0121", "Tổng phân tích tế bào máu", "Lần", 49_700)
GLUCOSE = Item(S, "23.0075", "Định lượng glucose máu", "Lần", 22_400)
XRAY = Item(S, "18.0119", "Chụp X-quang ngực thẳng", "Lần", 73_300)
CASES = (
    Case(
        "J06.9",
        "Nhiễm khuẩn hô hấp trên cấp",
        (
            EXAM,
            Item(M, "40.154", "Amoxicilin 500 mg", "Viên", 1_050, 21),
            Item(M, "40.48", "Paracetamol 500 mg", "Viên", 350, 15),
        ),
    ),
    Case(
        "J20.9",
        "Viêm phế quản cấp",
        (EXAM, XRAY, BLOOD, Item(M, "40.169", "Cefuroxim 500 mg", "Viên", 2_650, 14)),
    ),
    Case(
        "K29.7",
        "Viêm dạ dày",
        (
            EXAM,
            Item(S, "20.0080", "Nội soi dạ dày", "Lần", 276_500),
            Item(M, "40.677", "Omeprazol 20 mg", "Viên", 720, 28),
            Item(S, "DV01", "Gây mê khi nội soi theo yêu cầu", "Lần", 650_000, covered=False),
        ),
        youngest=18,
    ),
    Case(
        "M54.5",
        "Đau thắt lưng",
        (
            EXAM,
            Item(S, "18.0096", "Chụp X-quang cột sống thắt lưng", "Lần", 105_300),
            Item(M, "40.30", "Meloxicam 7,5 mg", "Viên", 480, 20),
        ),
        youngest=25,
    ),
    Case("A09", "Tiêu chảy nhiễm khuẩn", (EXAM, BLOOD, Item(M, "40.710", "Oresol", "Gói", 1_800, 10))),
    Case("H10.9", "Viêm kết mạc", (EXAM, Item(M, "40.850", "Tobramycin nhỏ mắt", "Lọ", 28_000, 2))),
    Case("K02.1", "Sâu ngà răng", (EXAM, Item(S, "16.0070", "Hàn răng sâu", "Lần", 259_000))),
    Case(
        "A90",
        "Sốt xuất huyết Dengue",
        (
            EXAM,
            BLOOD,
            Item(S, "22.0123", "Theo dõi tiểu cầu", "Lần", 49_700, 4),
            Item(B, "K02.1911", "Giường nội khoa loại 2", "Ngày", 212_600, 4),
            Item(M, "40.1021", "Dịch truyền Ringer lactat", "Chai", 9_500, 6),
            Item(S, "DV02", "Phòng theo yêu cầu", "Ngày", 350_000, 4, covered=False),
        ),
        days=4,
    ),
    Case(
        "J18.9",
        "Viêm phổi",
        (
            EXAM,
            XRAY,
            BLOOD,
            Item(B, "K02.1911", "Giường nội khoa loại 2", "Ngày", 212_600, 6),
            Item(M, "40.181", "Ceftriaxon 1 g", "Lọ", 11_800, 12),
        ),
        days=6,
    ),
)
PRESSURE = Case(
    "I10",
    "Tăng huyết áp vô căn",
    (
        EXAM,
        GLUCOSE,
        Item(M, "40.491", "Amlodipin 5 mg", "Viên", 320, 28),
        Item(M, "40.506", "Losartan 50 mg", "Viên", 890, 28),
    ),
    youngest=45,
)
DIABETES = Case(
    "E11.9",
    "Đái tháo đường típ 2",
    (
        EXAM,
        GLUCOSE,
        Item(S, "23.0083", "Định lượng HbA1c", "Lần", 105_300),
        Item(M, "40.807", "Metformin 1.000 mg", "Viên", 1_450, 56),
    ),
    youngest=45,
)
STENT = Case(
    "I25.1",
    "Bệnh tim thiếu máu cục bộ",
    (
        EXAM,
        BLOOD,
        Item(S, "02.0125", "Chụp động mạch vành", "Lần", 6_218_000),
        Item(S, "02.0112", "Đặt stent động mạch vành", "Lần", 7_127_000),
        Item(LineKind.SUPPLY, "N06.02", "Stent phủ thuốc", "Cái", 36_000_000),
        Item(B, "K02.1907", "Giường hồi sức", "Ngày", 427_000, 5),
        Item(S, "DV02", "Phòng theo yêu cầu", "Ngày", 600_000, 5, covered=False),
    ),
    days=5,
    youngest=45,
)
BIRTH = Case(
    "O80.0",
    "Đẻ thường một thai",
    (
        EXAM,
        Item(S, "13.0033", "Đỡ đẻ thường ngôi chỏm", "Lần", 786_700),
        Item(B, "K27.1917", "Giường sản khoa", "Ngày", 212_600, 3),
        Item(S, "DV02", "Phòng theo yêu cầu", "Ngày", 500_000, 3, covered=False),
    ),
    days=3,
    youngest=18,
)
CAESAREAN = Case(
    "O82.0",
    "Mổ lấy thai",
    (
        EXAM,
        BLOOD,
        Item(S, "13.0007", "Phẫu thuật lấy thai", "Lần", 2_431_000),
        Item(B, "K27.1917", "Giường sản khoa", "Ngày", 212_600, 5),
        Item(M, "40.181", "Ceftriaxon 1 g", "Lọ", 11_800, 6),
    ),
    days=5,
    youngest=18,
)


def visits(citizen: Citizen, cards: Sequence[HiCard], today: date, rng: Random) -> list[Model]:
    """A few visits in the last years, on days with a card."""
    if rng.random() > CHANCE:
        return []
    rows: list[Model] = []
    for _ in range(rng.randint(1, 3)):
        day = today - timedelta(days=rng.randint(4, (today - SINCE).days))
        age = (day - citizen.birth_date).days // 365
        fitting = [case for case in (*CASES, PRESSURE) if case.youngest <= age <= case.oldest]
        if fitting:
            rows += visit(citizen, cards, rng.choice(fitting), day, today, rng)
    return rows


def visit(
    citizen: Citizen,
    cards: Sequence[HiCard],
    case: Case,
    day: date,
    today: date,
    rng: Random,
    facility: tuple[str, str] | None = None,
) -> list[Model]:
    """The visit and its lines; nothing on a day without a card."""
    card = next((card for card in cards if day in card.valid), None)
    if card is None:
        return []
    code, name = facility or facility_of(citizen)
    arrived = timezone.make_aware(datetime.combine(day, time(rng.randint(7, 15), rng.randrange(60))))
    left = arrived + timedelta(days=case.days, hours=rng.randint(1, 3))
    settled_on = left.date() + timedelta(days=25)
    head = MedicalVisit(
        **_common(citizen, left.date(), today, rng),
        claim_number=f"{day:%Y%m%d}{rng.randint(0, 9999999):07d}",
        facility_code=code,
        facility_name=name,
        card_number=card.number,
        visit_type=VisitType.INPATIENT if case.days else VisitType.EXAMINATION,
        access_code="1.1",
        arrived_at=arrived,
        left_at=left,
        days=case.days,
        diagnosis_in=case.diagnosis,
        diagnosis_out=case.diagnosis,
        main_icd=case.icd,
        state=VisitState.SETTLED if settled_on < today else VisitState.RECEIVED,
        settled_on=settled_on if settled_on < today else None,
    )
    lines = _lines(head, case, card, day, today, rng)
    for part in ("total", "fund_paid", "copaid", "self_paid", "other_paid"):
        setattr(head, part, sum(getattr(line, part) for line in lines))
    head.in_scope = head.fund_paid + head.copaid
    return [head, *lines]


def _lines(
    head: MedicalVisit, case: Case, card: HiCard, day: date, today: date, rng: Random
) -> list[VisitLine]:
    in_scope = sum(item.price * item.quantity for item in case.items if item.covered)
    level = benefit_level_on(day, card.member_code, card.benefit_level)
    free = level is None or (find(FullCoverThreshold, day) is not None and in_scope < small_visit_limit(day))
    lines = []
    for number, item in enumerate(case.items, 1):
        total = item.price * item.quantity
        fund = 0
        if item.covered:
            fund = total if free or level is None else half_up(percent_of(total, level.fund_pays))
        lines.append(
            VisitLine(
                **_common(head.citizen, day, today, rng),
                visit=head,
                position=number,
                kind=item.kind,
                code=item.code,
                name=item.name,
                unit=item.unit,
                quantity=item.quantity,
                unit_price=item.price,
                scope_percent=100 if item.covered else 0,
                total=total,
                fund_paid=fund,
                copaid=total - fund if item.covered else 0,
                self_paid=0 if item.covered else total,
                other_paid=0,
            )
        )
    return lines


def _common(citizen: Citizen, day: date, today: date, rng: Random) -> dict[str, object]:
    return {
        "public_id": uuid.UUID(int=rng.getrandbits(128), version=4),
        "citizen": citizen,
        "imported_at": noted(day, today),
    }
