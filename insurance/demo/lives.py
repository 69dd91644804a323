"""Working lives made up at random, each from its own seed, within what age, home and the time allow."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from random import Random

from citizens.demo.homes import SEED, Home, Standing
from citizens.demo.workplaces import Workplace
from citizens.models import Citizen, Sex
from insurance.demo.careers import Career, Cover, Job, Span, Voluntary, first_month
from insurance.demo.pay import COLLEGE, UNIVERSITY, VOCATIONAL, Contract, Pay, StateScale
from insurance.models import Source
from insurance.rules import parameters
from insurance.rules.months import MONTHS_PER_YEAR, month_index
from insurance.rules.participation import Scheme
from insurance.rules.retirement import retirement_age

YEAR = MONTHS_PER_YEAR
MATERNITY_MONTHS = 6
MATERNITY_MONTHS_BEFORE_2013 = 4
SIX_MONTHS_SINCE = month_index(date(2013, 5, 1))
POVERTY_LISTS_SINCE = month_index(date(2022, 1, 1))
HOUSEHOLD_COVER_SINCE = month_index(date(2015, 1, 1))
SCHOOL_AGE = 6

# Titles by tier: workers, skilled, in charge. The last tier is paid above the ceilings in some years.
TITLES = {
    "garment": (("Công nhân may", "Công nhân cắt", "Công nhân ủi"),
        ("Tổ trưởng chuyền may", "Kế toán viên"), ("Quản đốc xưởng",)),
    "shoes": (("Công nhân may mũ giày", "Công nhân gò giày"),
        ("Kỹ thuật viên mẫu", "Tổ trưởng"), ("Quản đốc xưởng",)),
    "electronics": (("Công nhân lắp ráp", "Công nhân kiểm tra"),
        ("Kỹ thuật viên", "Kỹ sư quy trình"), ("Trưởng phòng sản xuất",)),
    "furniture": (("Công nhân chế biến gỗ", "Công nhân sơn"),
        ("Thợ mộc bậc cao", "Kế toán viên"), ("Giám đốc xưởng",)),
    "seafood": (("Công nhân chế biến", "Công nhân cấp đông"),
        ("Nhân viên kiểm nghiệm", "Tổ trưởng"), ("Trưởng phòng xuất khẩu",)),
    "machinery": (("Công nhân cơ khí", "Thợ hàn", "Thợ vận hành"),
        ("Kỹ sư cơ khí", "Thợ tiện bậc cao"), ("Phó giám đốc kỹ thuật",)),
    "building": (("Công nhân xây dựng", "Thợ lái máy"),
        ("Kỹ sư xây dựng", "Cán bộ an toàn"), ("Chỉ huy trưởng công trình",)),
    "transport": (("Phụ xe", "Nhân viên kho"), ("Lái xe tải", "Điều phối viên"), ("Giám đốc vận hành",)),
    "transport_cooperative": (("Nhân viên bến",),
        ("Lái xe khách", "Thuyền trưởng"), ("Giám đốc hợp tác xã",)),
    "farming_cooperative": (("Xã viên sản xuất",), ("Kỹ thuật viên trồng trọt",), ("Giám đốc hợp tác xã",)),
    "trade": (("Nhân viên bán hàng", "Nhân viên kho"),
        ("Kế toán viên", "Nhân viên xuất nhập khẩu"), ("Trưởng phòng kinh doanh",)),
    "shop": (("Nhân viên bán hàng",), ("Thủ kho",), ("Quản lý cửa hàng",)),
    "hotel": (("Nhân viên buồng", "Nhân viên bếp"), ("Lễ tân", "Bếp trưởng"), ("Quản lý khách sạn",)),
    "software": (("Kiểm thử viên",), ("Lập trình viên", "Phân tích nghiệp vụ"), ("Trưởng dự án",)),
    "bank": (("Giao dịch viên",), ("Chuyên viên tín dụng",), ("Giám đốc chi nhánh",)),
    "school": (("Nhân viên thư viện", "Nhân viên văn thư"), ("Giáo viên",), ("Hiệu trưởng",)),
    "hospital": (("Hộ lý", "Y sĩ"), ("Điều dưỡng", "Bác sĩ"), ("Trưởng khoa",)),
    "committee": (("Nhân viên lưu trữ",), ("Chuyên viên",), ("Trưởng phòng",)),
}  # fmt: skip


@dataclass
class LifeMaker:
    """Makes the career of one person after the other; the n-th question does not depend on the ones before."""

    today: date
    workplaces: dict[str, Workplace]

    @cached_property
    def until(self) -> int:
        return month_index(self.today)

    @cached_property
    def by_province(self) -> dict[str, list[Workplace]]:
        found: dict[str, list[Workplace]] = {}
        for workplace in self.workplaces.values():
            found.setdefault(workplace.plan.province, []).append(workplace)
        return found

    def life(self, citizen: Citizen, home: Home) -> Career:
        rng = Random(f"{SEED} life {citizen.bhxh_number}")  # noqa: S311 - fiction, not secrets
        born = month_index(citizen.birth_date)
        age = (self.until - born) // YEAR
        career = Career()
        pension_from = month_index(
            retirement_age(parameters.Sex(citizen.sex), citizen.birth_date).first_pension_month
        )
        studies = 18 <= age < 23 and rng.random() < 0.5
        if age >= 19 and not studies:
            self._work(rng, career, citizen, home, born, pension_from)
        self._children_born(career, citizen, home)
        self._correction(rng, career)
        self._covers(rng, career, citizen, home, pension_from, studies)
        return career

    # -- work

    def _work(
        self, rng: Random, career: Career, citizen: Citizen, home: Home, born: int, pension_from: int
    ) -> None:
        poor = home.household.standing == Standing.POOR
        start = max(born + rng.randint(18 * YEAR, 24 * YEAR), first_month(Scheme.BHXH))
        end = min(pension_from, self.until)
        if end - start < 6:
            return
        kinds = ("enterprise", "public", "voluntary", "informal", "withdrawn")
        retired = pension_from <= self.until
        weights = (28, 16, 4, 44, 8) if retired else (5, 0, 8, 82, 5) if poor else (56, 10, 9, 19, 6)
        if home.is_rural:
            weights = (weights[0] - weights[0] // 4, weights[1], weights[2] * 2, weights[3], weights[4])
        match rng.choices(kinds, weights)[0]:
            case "enterprise":
                self._enterprise(rng, career, citizen.province_id, start, end)
            case "public":
                self._public(rng, career, citizen.province_id, start, end)
            case "voluntary":
                self._voluntary(rng, career, citizen.province_id, start, end)
            case "withdrawn":
                self._withdrawn(rng, career, citizen.province_id, start, end)
            case _:
                pass  # works without insurance, or at home

    def _enterprise(
        self, rng: Random, career: Career, province: str, start: int, end: int, stays: bool = True
    ) -> None:
        """Jobs one after the other with gaps between them; the last one lasts until `end` more often than not."""
        tier = rng.choices((0, 1, 2), (60, 29, 11))[0]
        share = rng.randint(*((108, 150), (150, 280), (320, 1_250))[tier])
        month = start
        while end - month >= 3:
            workplace = self._workplace(rng, province, month, public=False)
            if workplace is None:
                month += YEAR
                continue
            stop = min(month + rng.choice((9, 14, 26, 40, 62, 90, 130, 180)), end, _closing(workplace))
            if stays and end - stop < 30 and rng.random() < 0.7:
                stop = min(end, _closing(workplace))
            if stop - month < 3:
                month += YEAR
                continue
            self._add_job(
                rng, career, month, stop, workplace, tier, Contract(share, month, rng.randint(2, 6), 24)
            )
            share += rng.randint(0, 12) * (tier + 1)
            gap = 0 if rng.random() < 0.45 else rng.randint(1, 20)
            if gap >= 3 and stop - month >= YEAR and rng.random() < 0.5:
                career.covers.append(Cover(stop, stop + min(gap, rng.randint(3, 6)), "TN"))
            month = stop + gap

    def _public(self, rng: Random, career: Career, province: str, start: int, end: int) -> None:
        workplace = self._workplace(rng, province, start, public=True)
        if workplace is None:
            return
        tier = rng.choices((0, 1, 2), (20, 70, 10))[0]
        pay = StateScale(
            (VOCATIONAL, rng.choice((COLLEGE, UNIVERSITY)), UNIVERSITY)[tier],
            start - rng.choice((0, 0, 0, 24, 48)),
            Decimal("0.40") if tier == 2 else Decimal(0),
            teacher=workplace.plan.industry == "school" and tier > 0,
        )
        self._add_job(rng, career, start, end, workplace, tier, pay)

    def _voluntary(self, rng: Random, career: Career, province: str, start: int, end: int) -> None:
        begin = max(start, end - rng.choice((14, 30, 60, 90, 130)), first_month(Scheme.BHXH_TN))
        if begin - start > 5 * YEAR and rng.random() < 0.4:  # once employed, before
            self._enterprise(rng, career, province, start, start + rng.randint(1, 4) * YEAR, stays=False)
        last = max((job.end or end for job in career.jobs), default=begin)
        begin = max(begin, last)
        income = rng.choice((0, 0, 1_000_000, 1_500_000, 2_000_000, 3_000_000, 5_000_000))
        if end - begin > 40 and rng.random() < 0.3:
            pause = rng.randint(begin + YEAR, end - YEAR)
            career.voluntary.append(Voluntary(begin, pause, income))
            career.voluntary.append(Voluntary(pause + rng.randint(3, 9), end, income))
        elif begin < end:
            career.voluntary.append(Voluntary(begin, end, income))

    def _withdrawn(self, rng: Random, career: Career, province: str, start: int, end: int) -> None:
        """Left, waited a year, took the money; some have begun again since."""
        stop = start + rng.randint(2, 9) * YEAR
        if stop + YEAR >= end:
            self._enterprise(rng, career, province, start, end)
            return
        self._enterprise(rng, career, province, start, stop, stays=False)
        if career.jobs:
            career.withdrawn_until = max(job.end or stop for job in career.jobs) + YEAR
            if rng.random() < 0.35 and end - career.withdrawn_until > YEAR:
                self._enterprise(rng, career, province, career.withdrawn_until + rng.randint(1, 24), end)

    def _workplace(self, rng: Random, province: str, month: int, *, public: bool) -> Workplace | None:
        """One near home, else where the factories are; None when nobody was open yet."""
        year = month // YEAR

        def open_ones(workplaces: list[Workplace]) -> list[Workplace]:
            return [
                workplace
                for workplace in workplaces
                if workplace.is_public == public
                and workplace.plan.first_year <= year
                and _closing(workplace) > month + 3
            ]

        near = open_ones(self.by_province.get(province, []))
        far = [] if near and rng.random() < 0.8 else open_ones(list(self.workplaces.values()))
        candidates = far or near
        return rng.choice(candidates) if candidates else None

    def _add_job(
        self, rng: Random, career: Career, start: int, stop: int, workplace: Workplace, tier: int, pay: Pay
    ) -> None:
        title = rng.choice(TITLES[workplace.plan.industry][tier])
        end = None if stop >= self.until else stop
        career.jobs.append(Job(start, end, workplace, title, pay, trained=True))

    def _children_born(self, career: Career, citizen: Citizen, home: Home) -> None:
        """A mother at work is on leave from the month of the birth."""
        if citizen.sex != Sex.FEMALE:
            return
        for child in sorted(home.children_of(citizen), key=lambda child: child.birth_date):
            birth = month_index(child.birth_date)
            length = MATERNITY_MONTHS if birth >= SIX_MONTHS_SINCE else MATERNITY_MONTHS_BEFORE_2013
            self.add_leave(career, (birth, birth + length))

    def add_leave(self, career: Career, leave: Span) -> None:
        """Only from a job that began half a year before and lasts beyond the leave, and not within another."""
        start, end = leave
        if any(start < other_end for _other, other_end in career.leaves):
            return
        if any(job.start + 6 <= start and end <= (job.end or max(end, self.until)) for job in career.jobs):
            career.leaves.append(leave)

    def _correction(self, rng: Random, career: Career) -> None:
        if career.jobs and career.jobs[-1].end is None and rng.random() < 0.03:
            job = career.jobs[-1]
            start = self.until - rng.randint(4, 16)
            if start > job.start and job.workplace.plan.late_months == 0 and not career.leaves:
                career.corrections.append((start, start + rng.randint(1, 3)))

    # -- BHYT outside work

    def _covers(
        self, rng: Random, career: Career, citizen: Citizen, home: Home, pension_from: int, studies: bool
    ) -> None:
        covers = career.covers
        born = citizen.birth_date
        school_from = child_cover_end(born)
        covers.insert(0, Cover(month_index(born), school_from, "TE"))
        if self._has_pension(career, pension_from):
            covers.append(Cover(pension_from, None, "HT"))
        if home.household.standing != Standing.ORDINARY:
            code = "HN" if home.household.standing == Standing.POOR else "CN"
            joined = next(row.joined_on for row in home.memberships if row.citizen is citizen)
            covers.append(Cover(max(POVERTY_LISTS_SINCE, month_index(joined)), None, code))
        leaves_school = month_index(date(born.year + 18, 10, 1))
        covers.append(Cover(school_from, leaves_school, "HS"))
        if studies:
            covers.append(Cover(leaves_school, leaves_school + 45, "SV"))
        self._household_cover(rng, covers, home, leaves_school)

    def _has_pension(self, career: Career, pension_from: int) -> bool:
        """Twenty years on record, fifteen from July 2025, or fewer for those whose years before 1995 are missing."""
        if career.withdrawn_until or pension_from > self.until or not career.jobs:
            return False
        months = sum(min(job.end or self.until, pension_from) - job.start for job in career.jobs)
        return months >= min(15 * YEAR, pension_from - first_month(Scheme.BHXH) - 2 * YEAR)

    def _household_cover(self, rng: Random, covers: list[Cover], home: Home, from_month: int) -> None:
        """Year by year through the collection agent, some years left out."""
        shared = Random(f"{SEED} household cover {home.household.code}")  # noqa: S311 - the same for all members
        if shared.random() < 0.15:
            return
        code = "GB" if home.is_rural and shared.random() < 0.3 else "GD"
        month = max(from_month, HOUSEHOLD_COVER_SINCE + shared.randint(0, 70))
        while month < self.until:
            if rng.random() < 0.93:
                covers.append(Cover(month, month + YEAR, code, Source.COLLECTION_AGENT))
            month += YEAR


def child_cover_end(born: date) -> int:
    """First month without the card of children under 6: Decree 188/2025, Article 13."""
    sixth = month_index(born) + SCHOOL_AGE * YEAR
    if (born.month, born.day) <= (9, 30):
        return month_index(date(born.year + SCHOOL_AGE, 10, 1))
    return sixth + 1


def _closing(workplace: Workplace) -> int:
    """The month after the last one an employer reported."""
    last = workplace.plan.last_year
    return month_index(date(last + 1, 1, 1)) if last else 10**6
