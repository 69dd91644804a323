"""The fictional country of the demo: its people, households, offices and employers, and who can sign in.

`PERSONAS` are people with a written life, and staff; everybody else is made by `country.py` from a fixed seed.
Other apps add their part of these people's records in a `demo` package of their own (see `insurance.demo`).
"""

from dataclasses import dataclass

DEMO_PASSWORD = "an-sinh-xin-chao"  # noqa: S105 - opens fictional records only
# Staff need a second factor. The demo's officers share this one, to type into an app of codes.
DEMO_TOTP_SECRET = "ANSINHXINCHAOANSINHXINCHAOANSINH"  # noqa: S105


@dataclass(frozen=True)
class Persona:
    key: str
    role: str  # citizen, clerk, officer or administrator
    sign_in: str  # what to type: a BHXH number, or a staff account's name
    title: str  # one line for people
    title_en: str
    look_at: tuple[str, ...]  # paths that show what is special here
    staff_roles: tuple[str, ...] = ()  # citizens.staff.roles.StaffRole
    nationwide: bool = False

    @property
    def is_staff(self) -> bool:
        return self.role in {"officer", "administrator"}


HISTORY = "/ca-nhan/qua-trinh-tham-gia/"
UNITS, UNIT, PEOPLE = "/doanh-nghiep/", "/doanh-nghiep/tong-quan/", "/doanh-nghiep/nguoi-lao-dong/"
CARD, BENEFITS, VISITS = "/ca-nhan/the-bhyt/", "/ca-nhan/quyen-loi/", "/ca-nhan/kham-chua-benh/"
ADMIN = "/quan-tri/"

PERSONAS: tuple[Persona, ...] = (
    Persona(
        "worker",
        "citizen",
        "7513000001",
        "Công nhân may, có thời gian nghỉ thai sản",
        "Factory worker with a maternity leave",
        (HISTORY, f"{HISTORY}?che_do=bhtn", BENEFITS, CARD),
    ),
    Persona(
        "driver",
        "citizen",
        "7908000002",
        "Tài xế, có quãng nghỉ và đơn vị chậm đóng",
        "Driver with gaps and a late-paying employer",
        (HISTORY,),
    ),
    Persona(
        "teacher",
        "citizen",
        "4002000003",
        "Giáo viên sắp nghỉ hưu",
        "Teacher near retirement, on the State pay scale",
        (HISTORY,),
    ),
    Persona(
        "pensioner",
        "citizen",
        "3102000004",
        "Người đang hưởng lương hưu",
        "Pensioner",
        (HISTORY, BENEFITS, VISITS),
    ),
    Persona(
        "farmer",
        "citizen",
        "8203000005",
        "Nông dân đóng BHXH tự nguyện",
        "Farmer in voluntary social insurance",
        (HISTORY,),
    ),
    Persona(
        "mother",
        "citizen",
        "4812000006",
        "Người mẹ có hai con nhỏ",
        "Mother with two children",
        (HISTORY,),
    ),
    Persona(
        "student",
        "citizen",
        "0120000007",
        "Sinh viên, mới chỉ tham gia BHYT",
        "Student: health insurance only",
        (f"{HISTORY}?che_do=bhyt", CARD),
    ),
    Persona(
        "clerk",
        "clerk",
        "7514000008",
        "Nhân viên nhân sự của một công ty",
        "A company's HR clerk; works for two units",
        (UNITS, PEOPLE, HISTORY),
    ),
    Persona(
        "owner",
        "clerk",
        "7506000009",
        "Chủ đơn vị: giám đốc một công ty may",
        "Owner of a unit: a garment company's director",
        (UNIT, "/doanh-nghiep/nguoi-lam-ho-so/"),
    ),
    Persona(
        "viewer",
        "clerk",
        "7518000010",
        "Kế toán của công ty may, chỉ được xem",
        "The company's accountant, who may only look",
        (UNIT, PEOPLE),
    ),
    Persona(
        "officer",
        "officer",
        "canbo.dongnai",
        "Cán bộ hồ sơ BHXH tỉnh Đồng Nai",
        "Records officer of a province (Đồng Nai)",
        (ADMIN, f"{ADMIN}citizens/citizen/"),
        ("records",),
    ),
    Persona(
        "second_officer",
        "officer",
        "canbo2.dongnai",
        "Cán bộ thứ hai của Đồng Nai: duyệt việc cần hai người",
        "Second records officer of Đồng Nai: approves what needs two people",
        (ADMIN,),
        ("records",),
    ),
    Persona(
        "support_agent",
        "officer",
        "traloi.dongnai",
        "Cán bộ trả lời người dân, Đồng Nai",
        "Support agent, Đồng Nai",
        (ADMIN,),
        ("support",),
    ),
    Persona(
        "place_editor",
        "officer",
        "diadiem.dongnai",
        "Biên tập địa điểm, Đồng Nai",
        "Place editor, Đồng Nai",
        (f"{ADMIN}facilities/place/", f"{ADMIN}facilities/placereport/"),
        ("places",),
    ),
    Persona(
        "content_editor",
        "officer",
        "bientap",
        "Biên tập bài viết, tin tức",
        "Content editor",
        (f"{ADMIN}support/article/",),
        ("content",),
        nationwide=True,
    ),
    Persona(
        "auditor",
        "officer",
        "kiemtra",
        "Kiểm tra nội bộ: ai đã xem hồ sơ",
        "Auditor: who looked at records",
        (f"{ADMIN}citizens/accessentry/",),
        ("auditor",),
        nationwide=True,
    ),
    Persona(
        "administrator",
        "administrator",
        "quantri",
        "Quản trị viên toàn quốc",
        "National administrator",
        (ADMIN, f"{ADMIN}citizens/officer/"),
        ("national",),
        nationwide=True,
    ),
)
