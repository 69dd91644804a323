"""Offices and employers of the demo. The names come from folk tales: no employer of these names is meant."""

from dataclasses import dataclass
from functools import cached_property

from citizens.demo.places import Places, wage_region
from citizens.models import Employer, SiOffice
from territory.models import Province

ENTERPRISE, PUBLIC = Employer.Kind.ENTERPRISE, Employer.Kind.PUBLIC
COOPERATIVE, HOUSEHOLD_BUSINESS = Employer.Kind.COOPERATIVE, Employer.Kind.HOUSEHOLD_BUSINESS

# What stands in a unit code for the kind of employer, and the member code of the people working there.
MEMBER_CODES = {ENTERPRISE: "DN", PUBLIC: "HC", COOPERATIVE: "HX", HOUSEHOLD_BUSINESS: "TK"}


@dataclass(frozen=True)
class Industry:
    code: str  # of the unit code: a letter and two digits
    kind: Employer.Kind = ENTERPRISE


INDUSTRIES = {
    "garment": Industry("C14"),
    "shoes": Industry("C15"),
    "electronics": Industry("C26"),
    "furniture": Industry("C31"),
    "seafood": Industry("C10"),
    "machinery": Industry("C28"),
    "building": Industry("F41"),
    "transport": Industry("H49"),
    "trade": Industry("G47"),
    "hotel": Industry("I55"),
    "software": Industry("J62"),
    "bank": Industry("K64"),
    "school": Industry("P85", PUBLIC),
    "hospital": Industry("Q86", PUBLIC),
    "committee": Industry("O84", PUBLIC),
    "farming_cooperative": Industry("A01", COOPERATIVE),
    "transport_cooperative": Industry("H50", COOPERATIVE),
    "shop": Industry("G46", HOUSEHOLD_BUSINESS),
}


@dataclass(frozen=True)
class Plan:
    """One employer as written down. Years are those it reported people in; `late_months` are still owed."""

    key: str
    name: str
    industry: str
    province: str
    ward: str
    first_year: int
    last_year: int | None = None
    late_months: int = 0


PLANS = (
    # Đồng Nai
    Plan("shoes-dn", "Công ty TNHH Giày Dép Bảy Dặm", "shoes", "75", "Trảng Dài", 2004),
    Plan("garment-dn", "Công ty Cổ phần May Mặc Cánh Diều Giấy", "garment", "75", "Long Bình", 2006),
    Plan("electronics-dn", "Công ty TNHH Điện Tử Đom Đóm Xanh", "electronics", "75", "Tam Phước", 2008),
    Plan("furniture-dn", "Công ty TNHH Đồ Gỗ Cây Đa Chú Cuội", "furniture", "75", "Hố Nai", 2001),
    Plan("machinery-dn", "Công ty Cổ phần Cơ Khí Rùa Vàng", "machinery", "75", "Biên Hòa", 1996),
    Plan("school-dn", "Trường Tiểu học Minh Họa Trấn Biên", "school", "75", "Trấn Biên", 1995),
    Plan("hospital-dn", "Trung tâm Y tế Minh Họa Long Khánh", "hospital", "75", "Long Khánh", 1995),
    Plan("farm-dn", "Hợp tác xã Nông Nghiệp Quả Dưa Hấu", "farming_cooperative", "75", "Xuân Lập", 2012),
    Plan("state-dn", "Xí nghiệp Gạch Ngói Cóc Tía", "building", "75", "Tam Hiệp", 1995, 2013),
    # Thành phố Hồ Chí Minh
    Plan("transport-hcm", "Công ty Cổ phần Vận Tải Thảm Bay", "transport", "79", "Tân Đông Hiệp", 1999, 2012),
    Plan("logistics-hcm", "Công ty TNHH Giao Nhận Ngựa Gióng", "transport", "79", "Linh Xuân", 2008),
    Plan("late-hcm", "Công ty TNHH Vận Tải Rùa Và Thỏ", "transport", "79", "Dĩ An", 2015, None, 5),
    Plan("garment-hcm", "Công ty TNHH May Áo Lông Ngỗng", "garment", "79", "Tân Uyên", 2003),
    Plan("electronics-hcm", "Công ty TNHH Vi Mạch Nỏ Thần", "electronics", "79", "Tăng Nhơn Phú", 2007),
    Plan("software-hcm", "Công ty Cổ phần Phần Mềm Gương Thần", "software", "79", "Bến Thành", 2005),
    Plan("bank-hcm", "Ngân hàng Minh Họa Cây Khế", "bank", "79", "Sài Gòn", 1998),
    Plan("hotel-hcm", "Khách sạn Hang Từ Thức", "hotel", "79", "Vũng Tàu", 2000),
    Plan("school-hcm", "Trường THPT Minh Họa Sông Trăng", "school", "79", "Gò Vấp", 1995),
    Plan("hospital-hcm", "Bệnh viện Minh Họa Hoa Hướng Dương", "hospital", "79", "Thủ Dầu Một", 1995),
    # Hà Nội
    Plan("software-hn", "Công ty Cổ phần Công Nghệ Rồng Giấy", "software", "01", "Cầu Giấy", 2006),
    Plan("building-hn", "Công ty Cổ phần Xây Dựng Thành Ốc", "building", "01", "Hà Đông", 1997),
    Plan("trade-hn", "Công ty TNHH Thương Mại Trầu Cau", "trade", "01", "Đống Đa", 2002),
    Plan("machinery-hn", "Công ty Cổ phần Cơ Khí Lưỡi Búa Thần", "machinery", "01", "Long Biên", 1995),
    Plan("school-hn", "Trường THCS Minh Họa Hồ Sen", "school", "01", "Thanh Xuân", 1995),
    Plan("committee-hn", "Phòng Văn hóa Minh Họa Phố Sách", "committee", "01", "Ba Đình", 1995),
    Plan("shop-hn", "Hộ kinh doanh Hàng Quạt Mo", "shop", "01", "Hoàn Kiếm", 2021),
    # Bắc Ninh
    Plan("electronics-bn", "Công ty TNHH Linh Kiện Sao Hôm", "electronics", "24", "Quế Võ", 2009),
    Plan("electronics2-bn", "Công ty TNHH Điện Tử Sao Mai Giấy", "electronics", "24", "Việt Yên", 2014),
    Plan("furniture-bn", "Công ty Cổ phần Mộc Con Ngựa Gỗ", "furniture", "24", "Từ Sơn", 2000),
    Plan("school-bn", "Trường Tiểu học Minh Họa Quan Họ", "school", "24", "Kinh Bắc", 1995),
    # Hải Phòng
    Plan("machinery-hp", "Công ty Cổ phần Đóng Tàu Cá Ông", "machinery", "31", "Hồng Bàng", 1995),
    Plan("shoes-hp", "Công ty TNHH Giày Dép Hài Cỏ", "shoes", "31", "An Dương", 2003),
    Plan("transport-hp", "Công ty Cổ phần Vận Tải Biển Dã Tràng", "transport", "31", "Hải An", 1998),
    Plan("hospital-hp", "Bệnh viện Minh Họa Hoa Phượng", "hospital", "31", "Lê Chân", 1995),
    # Đà Nẵng
    Plan("trade-dad", "Công ty TNHH Thương Mại Sọ Dừa", "trade", "48", "Hải Châu", 2006),
    Plan("hotel-dad", "Công ty Cổ phần Khách Sạn Công Chúa Thủy Tề", "hotel", "48", "Sơn Trà", 2009, None, 7),
    Plan("garment-dad", "Công ty TNHH May Mặc Áo Tơ Nhện", "garment", "48", "Hòa Khánh", 2004),
    # Cần Thơ
    Plan("seafood-ct", "Công ty Cổ phần Thủy Sản Cá Bống Vàng", "seafood", "92", "Ô Môn", 2001),
    Plan("school-ct", "Trường THCS Minh Họa Bến Trăng", "school", "92", "Ninh Kiều", 1995),
    # Nghệ An
    Plan("school-na", "Trường THCS Minh Họa Đồng Sen", "school", "40", "Thành Vinh", 1995),
    Plan("garment-na", "Công ty TNHH May Mặc Khung Cửi Thần", "garment", "40", "Hoàng Mai", 2010),
    Plan("committee-na", "Phòng Nông nghiệp Minh Họa Ruộng Bậc Thang", "committee", "40", "Quế Phong", 1995),
    # Thanh Hóa
    Plan("shoes-th", "Công ty TNHH Giày Dép Chàng Đốn Củi", "shoes", "38", "Bỉm Sơn", 2010),
    Plan("building-th", "Công ty Cổ phần Đá Xây Dựng Ông Đá", "building", "38", "Hàm Rồng", 1999, None, 10),
    # Huế
    Plan("hotel-hue", "Khách sạn Thuyền Giấy Trôi", "hotel", "46", "Thuận Hóa", 2002),
    Plan("hospital-hue", "Trung tâm Y tế Minh Họa Bến Ngự Lãm", "hospital", "46", "Phú Xuân", 1995),
    # Một nơi ở mỗi tỉnh
    Plan("hotel-kh", "Công ty TNHH Du Lịch Hòn Đảo Giấu Vàng", "hotel", "56", "Nha Trang", 2005),
    Plan("farm-ld", "Công ty TNHH Hoa Quả Mười Hai Bà Mụ", "trade", "68", "Phan Thiết", 2007),
    Plan("furniture-gl", "Công ty TNHH Lâm Sản Chàng Gỗ Sồi", "furniture", "52", "Quy Nhơn", 2003),
    Plan("committee-dl", "Phòng Giáo dục Minh Họa Voi Con", "committee", "66", "Buôn Ma Thuột", 1995),
    Plan("seafood-ag", "Công ty Cổ phần Thủy Sản Mười Con Cá", "seafood", "91", "Long Xuyên", 2000),
    Plan("seafood-dt", "Công ty TNHH Thủy Sản Cá Hóa Long", "seafood", "82", "Sa Đéc", 2002),
    Plan("school-dt", "Trường Tiểu học Minh Họa Đồng Lúa Chín", "school", "82", "Cao Lãnh", 1995),
    Plan("garment-tn", "Công ty TNHH May Mặc Chim Phượng Giấy", "garment", "80", "Trảng Bàng", 2005),
    Plan("shoes-tn", "Công ty TNHH Giày Da Đôi Hia Vạn Dặm", "shoes", "80", "Tân An", 2011),
    Plan(
        "transport-vl", "Hợp tác xã Vận Tải Đò Ngang Cô Lái", "transport_cooperative", "86", "Cái Vồn", 2006
    ),
    Plan("seafood-cm", "Công ty Cổ phần Tôm Thổi Bong Bóng", "seafood", "96", "Giá Rai", 2003),
    Plan("coal-qn", "Công ty Cổ phần Mỏ Lọ Lem", "machinery", "22", "Mạo Khê", 1995),
    Plan("electronics-tng", "Công ty TNHH Điện Tử Bóng Trăng Rằm", "electronics", "19", "Phổ Yên", 2013),
    Plan("school-pt", "Trường THPT Minh Họa Đồi Chè", "school", "25", "Việt Trì", 1995),
)


@dataclass(frozen=True)
class Workplace:
    """An employer with what its people's records need."""

    plan: Plan
    employer: Employer

    @property
    def is_public(self) -> bool:
        return self.employer.kind == PUBLIC

    @property
    def member_code(self) -> str:
        return MEMBER_CODES[Employer.Kind(self.employer.kind)]

    @cached_property
    def address(self) -> str:
        """Where the work is done, as a record says it."""
        return f"{self.employer.ward.name}, {self.employer.ward.province.full_name}"


def provincial_office(province: Province) -> SiOffice:
    name = province.full_name[:1].lower() + province.full_name[1:]
    return SiOffice(code=f"{province.code}000", name=f"BHXH {name}", province=province)


def make_workplaces(places: Places) -> tuple[list[SiOffice], dict[str, Workplace]]:
    """The provincial offices, a base office in every third employer's ward, and the employers by key."""
    provinces = {ward.province_id: ward.province for ward in places.wards}
    offices = {code: provincial_office(provinces[code]) for code in sorted(provinces)}
    workplaces = {}
    base_offices: dict[str, SiOffice] = {}
    for number, plan in enumerate(PLANS, start=1):
        ward = places.named(plan.province, plan.ward)
        industry = INDUSTRIES[plan.industry]
        if number % 3 == 1:
            base_offices[plan.province] = SiOffice(
                code=f"{plan.province}{ward.code}",
                name=f"BHXH cơ sở {ward.short_name} (minh họa)",
                province=ward.province,
            )
            offices[ward.code] = base_offices[plan.province]
        workplaces[plan.key] = Workplace(
            plan,
            Employer(
                unit_code=_unit_code(plan, industry, number),
                # No tax office gives out numbers that begin with 00.
                tax_number=f"0099{number:06d}",
                name=plan.name,
                kind=industry.kind,
                wage_region=wage_region(ward),
                address=f"Số {number}, đường Minh Họa",
                ward=ward,
                managing_office=base_offices.get(plan.province, offices[plan.province]),
            ),
        )
    return list(offices.values()), workplaces


def _unit_code(plan: Plan, industry: Industry, number: int) -> str:
    """In the form of August 2025; employers that closed before keep the older one."""
    if plan.last_year:
        return f"TZ{number:04d}Z"
    organisation = f"99{number:05d}" if industry.kind == PUBLIC else f"0099{number:06d}"
    return f"{organisation}{MEMBER_CODES[industry.kind]}{industry.code}"
