"""Names put together at random from common family, middle and given names. Nobody real is meant."""

from random import Random

from citizens.models import Sex

FAMILY_NAMES = (
    *("Nguyễn",) * 30, *("Trần",) * 11, *("Lê",) * 10, *("Phạm",) * 7, *("Hoàng",) * 4, *("Phan",) * 4,
    *("Vũ",) * 4, *("Võ",) * 4, *("Đặng",) * 3, *("Bùi",) * 3, *("Đỗ",) * 3, *("Huỳnh",) * 4, *("Ngô",) * 2,
    *("Dương",) * 2, "Lý", "Đinh", "Mai", "Đoàn", "Cao", "Tạ", "Lương", "Châu",
)  # fmt: skip
HIGHLAND_FAMILY_NAMES = ("Lò", "Quàng", "Vàng", "Giàng", "Nông", "Bế", "Ma", "Lường", "Sùng", "Hà")

MIDDLE_NAMES = {
    Sex.MALE: (
        "Văn", "Văn", "Văn", "Hữu", "Đức", "Minh", "Quang", "Công", "Thanh", "Quốc", "Gia", "Tuấn", "Ngọc",
        "Đình", "Thành", "Hoàng", "Anh", "Nhật", "Thế", "Duy",
    ),
    Sex.FEMALE: (
        "Thị", "Thị", "Thị", "Thị Thu", "Thị Kim", "Thị Thanh", "Thị Ngọc", "Thị Mỹ", "Thị Hồng", "Thu",
        "Ngọc", "Thanh", "Phương", "Khánh", "Bảo", "Minh", "Diệu", "Kim", "Hoài", "Quỳnh",
    ),
}  # fmt: skip
GIVEN_NAMES = {
    Sex.MALE: (
        "An", "Bảo", "Bình", "Duy", "Đạt", "Hải", "Hiếu", "Hòa", "Hùng", "Hưng", "Huy", "Khang", "Khoa", "Kiên",
        "Lộc", "Long", "Mạnh", "Nam", "Nghĩa", "Nhân", "Phong", "Phước", "Quân", "Quý", "Sơn", "Tài", "Tâm",
        "Thắng", "Thịnh", "Tiến", "Toàn", "Trí", "Trung", "Tú", "Tùng", "Việt", "Vinh", "Vượng",
    ),
    Sex.FEMALE: (
        "An", "Ánh", "Châu", "Chi", "Diễm", "Dung", "Duyên", "Hà", "Hạnh", "Hiền", "Hoa", "Hương", "Lan", "Liên",
        "Linh", "Loan", "Ly", "Mai", "My", "Nga", "Ngân", "Nhi", "Nhung", "Oanh", "Phượng", "Quyên", "Tâm",
        "Thảo", "Thoa", "Thơ", "Thủy", "Tiên", "Trang", "Trinh", "Tuyết", "Vân", "Xuân", "Yến",
    ),
}  # fmt: skip
# Provinces of the northern highlands, where other family names are common too.
HIGHLANDS = frozenset({"04", "08", "11", "12", "14", "15", "20"})


def family_name(rng: Random, province: str) -> str:
    highland = province in HIGHLANDS and rng.random() < 0.5
    return rng.choice(HIGHLAND_FAMILY_NAMES if highland else FAMILY_NAMES)


def given_names(rng: Random, sex: Sex) -> str:
    """Middle and given name, two different words."""
    while True:
        middle, given = rng.choice(MIDDLE_NAMES[sex]), rng.choice(GIVEN_NAMES[sex])
        if given not in middle.split():
            return f"{middle} {given}"
