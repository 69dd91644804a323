"""What some personas say is wrong in their record: one request in each state that is worth a look."""

from datetime import datetime, time, timedelta
from io import BytesIO
from typing import Any

from django.utils.timezone import make_aware
from PIL import Image, ImageDraw

from citizens.actors import Actor
from citizens.demo.country import Country
from citizens.models import Citizen, User
from citizens.uploads.content import SafeFile, examine
from insurance.corrections import services
from insurance.corrections.kinds import BY_CODE
from insurance.corrections.subjects import OWN_FACTS, Gap, Subject
from insurance.models import (
    BenefitDecision,
    Correction,
    CorrectionEffect,
    CorrectionKind,
    MedicalVisit,
    ParticipationPeriod,
    Scheme,
)
from insurance.rules.months import month_at, month_index


def load(country: Country, officer: str, colleague: str) -> int:
    """File them. `officer` and `colleague` are the names of two accounts of staff."""
    first, second = User.objects.get(username=officer), User.objects.get(username=colleague)
    desk = _Desk(country)
    worker, driver = desk.person("worker"), desk.person("driver")
    job = ParticipationPeriod.objects.filter(citizen=worker, scheme=Scheme.BHXH).order_by("-months").first()
    sickness = BenefitDecision.objects.filter(citizen=worker, kind="sickness").order_by("-decided_on").first()
    visit = MedicalVisit.objects.filter(citizen=desk.person("pensioner")).order_by("-arrived_at").first()

    if job:
        desk.file(
            worker, "period", job, "job_title", "Tổ phó chuyền may", "Tôi lên tổ phó từ đầu năm.", ago=2
        )
    if sickness and sickness.amount:
        asked = str(sickness.amount + 180_000)
        money = desk.file(
            worker, "decision", sickness, "amount", asked, "Bảng lương tháng đó ghi cao hơn.", ago=9
        )
        services.accept(
            correction=money, officer=second, answer="Tính lại theo bảng lương kèm theo.",
            effect=CorrectionEffect.CHANGED, now=desk.at(3),
        )  # fmt: skip
    name = desk.file(
        worker, "person", worker, "address", "Số 12, đường Hoa Sữa, tổ 5", "Tôi đã chuyển nhà.", ago=30
    )
    services.accept(
        correction=name, officer=first, answer="Khớp với cơ sở dữ liệu dân cư.", effect=CorrectionEffect.CHANGED,
        now=desk.at(27),
    )  # fmt: skip
    gap = _first_gap(driver)
    if gap:
        asked_for = desk.file(
            driver, "gap", gap, "employer", "Công ty Vận tải Cầu Vồng, Đồng Nai", "Lúc đó tôi vẫn lái xe cho công ty.",
            ago=12, key=gap.key,
        )  # fmt: skip
        services.ask_for_more(
            correction=asked_for, officer=second, now=desk.at(6),
            text="Bạn gửi giúp hợp đồng lao động hoặc bảng lương của những tháng này.",
        )  # fmt: skip
    if visit:
        pensioner = desk.person("pensioner")
        kept = desk.file(pensioner, "visit", visit, "cost", "Thuốc chỉ lấy 1 hộp", "Tôi nhận ít hơn.", ago=40)
        services.refuse(
            correction=kept, officer=second, now=desk.at(25),
            answer="Bệnh viện gửi lại đơn có chữ ký nhận đủ 2 hộp, nên hồ sơ được giữ nguyên.",
        )  # fmt: skip
    return Correction.objects.count()


class _Desk:
    """Files requests as the personas would have, some days ago."""

    def __init__(self, country: Country) -> None:
        self.country = country

    def person(self, key: str) -> Citizen:
        return Citizen.objects.select_related("ward").get(bhxh_number=self.country.persona(key).bhxh_number)

    def at(self, ago: int) -> datetime:
        return make_aware(datetime.combine(self.country.today - timedelta(days=ago), time(9, 30)))

    def file(
        self,
        citizen: Citizen,
        kind: str,
        row: Any,
        field: str,
        asked: str,
        why: str,
        *,
        ago: int,
        key: str = "",
    ) -> Correction:
        of = BY_CODE[CorrectionKind(kind)]
        chosen = of.field(field)
        if chosen is None:
            raise LookupError(field)
        value = chosen.read(asked)
        own_key = OWN_FACTS if kind == "person" else str(getattr(row, "public_id", ""))
        correction, _is_new = services.file(
            actor=Actor.oneself(citizen),
            subject=Subject(of, key or own_key, row),
            field=chosen,
            asked=chosen.written(value),
            asked_value=value,
            why=why,
            evidence=[_photo()] if field in {"amount", "job_title"} else [],
            now=self.at(ago),
        )
        return correction


def _photo() -> SafeFile:
    """A picture of a paper that says nothing."""
    picture = Image.new("RGB", (640, 420), "white")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((12, 12, 627, 407), outline="#36565c", width=3)
    for line in range(8):
        pen.line((50, 70 + 40 * line, 590 - 30 * (line % 3), 70 + 40 * line), fill="#9bb0b4", width=6)
    target = BytesIO()
    picture.save(target, "PNG")
    return examine(target.getvalue())


def _first_gap(citizen: Citizen) -> Gap | None:
    """The first months without social insurance between two periods."""
    reached: int | None = None
    own = ParticipationPeriod.objects.filter(citizen=citizen, scheme__in=(Scheme.BHXH, Scheme.BHXH_TN))
    for period in own.order_by("months"):
        start, end = month_index(period.months.lower), month_index(period.months.upper)
        if reached is not None and start > reached:
            return Gap(month_at(reached), month_at(start))
        reached = max(end, reached or end)
    return None
