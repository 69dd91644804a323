"""The households of the personas who are citizens, written by hand."""

from dataclasses import dataclass
from datetime import date

from citizens.models import Household, HouseholdMember, Sex

Relation = HouseholdMember.Relation
Standing = Household.Standing


@dataclass(frozen=True)
class PersonPlan:
    name: str
    sex: Sex
    born: date
    relation: Relation
    bhxh_number: str = ""  # empty: not a persona, gets the next number
    born_in: str = ""  # province of birth; empty: where the home is


@dataclass(frozen=True)
class HomePlan:
    persona: str
    province: str
    ward: str
    address: str
    since: date
    people: tuple[PersonPlan, ...]
    standing: Standing = Standing.ORDINARY


MAN, WOMAN = Sex.MALE, Sex.FEMALE
HEAD, SPOUSE, CHILD, PARENT = Relation.HEAD, Relation.SPOUSE, Relation.CHILD, Relation.PARENT

PERSONA_HOMES = (
    HomePlan(
        "worker",
        "75",
        "Long Bình",
        "Số 12, đường Minh Họa",
        date(2018, 11, 18),
        (
            PersonPlan("Đỗ Văn Thịnh", MAN, date(1991, 8, 3), HEAD, born_in="52"),
            PersonPlan("Lê Thị Thu Hà", WOMAN, date(1994, 3, 9), SPOUSE, "7513000001", born_in="38"),
            PersonPlan("Đỗ Gia Khang", MAN, date(2021, 5, 20), CHILD),
        ),
    ),
    HomePlan(
        "driver",
        "79",
        "Dĩ An",
        "Số 45, đường Minh Họa",
        date(2011, 2, 10),
        (
            PersonPlan("Phạm Hữu Lộc", MAN, date(1985, 6, 25), HEAD, "7908000002", born_in="86"),
            PersonPlan("Huỳnh Thị Kim Loan", WOMAN, date(1988, 12, 1), SPOUSE, born_in="86"),
            PersonPlan("Phạm Nhật Huy", MAN, date(2012, 9, 14), CHILD),
        ),
    ),
    HomePlan(
        "teacher",
        "40",
        "Thành Vinh",
        "Số 8, đường Minh Họa",
        date(1996, 1, 20),
        (
            PersonPlan("Phan Đình Nghĩa", MAN, date(1967, 4, 11), HEAD),
            PersonPlan("Nguyễn Thị Hoài Thơ", WOMAN, date(1970, 10, 17), SPOUSE, "4002000003"),
        ),
    ),
    HomePlan(
        "pensioner",
        "31",
        "Hồng Bàng",
        "Số 77, đường Minh Họa",
        date(1988, 5, 5),
        (
            PersonPlan("Vũ Quang Toàn", MAN, date(1960, 4, 30), HEAD, "3102000004"),
            PersonPlan("Bùi Thị Nhung", WOMAN, date(1963, 7, 22), SPOUSE),
        ),
    ),
    HomePlan(
        "farmer",
        "82",
        "Tân Phước 1",
        "Ấp 4",
        date(2003, 3, 15),
        (
            PersonPlan("Võ Văn Mạnh", MAN, date(1978, 2, 14), HEAD, "8203000005"),
            PersonPlan("Trần Thị Diễm", WOMAN, date(1981, 10, 5), SPOUSE),
            PersonPlan("Võ Thị Ngọc Ngân", WOMAN, date(2009, 1, 28), CHILD),
        ),
        Standing.NEAR_POOR,
    ),
    HomePlan(
        "mother",
        "48",
        "Hải Châu",
        "Số 30, đường Minh Họa",
        date(2016, 8, 8),
        (
            PersonPlan("Đặng Công Hiếu", MAN, date(1988, 1, 16), HEAD),
            PersonPlan("Võ Thị Thanh Tâm", WOMAN, date(1990, 9, 27), SPOUSE, "4812000006"),
            PersonPlan("Đặng Khánh Chi", WOMAN, date(2018, 4, 12), CHILD),
            PersonPlan("Đặng Nhật An", MAN, date(2022, 10, 3), CHILD),
        ),
    ),
    HomePlan(
        "student",
        "01",
        "Thanh Xuân",
        "Số 101, đường Minh Họa",
        date(2004, 4, 4),
        (
            PersonPlan("Ngô Thế Quân", MAN, date(1976, 11, 2), HEAD, born_in="37"),
            PersonPlan("Đinh Thị Phượng", WOMAN, date(1979, 5, 19), SPOUSE, born_in="37"),
            PersonPlan("Ngô Minh Quý", MAN, date(2006, 7, 7), CHILD, "0120000007"),
        ),
    ),
    HomePlan(
        "clerk",
        "75",
        "Trảng Dài",
        "Số 5, đường Minh Họa",
        date(2019, 12, 1),
        (PersonPlan("Đặng Thu Trinh", WOMAN, date(1992, 2, 23), HEAD, "7514000008", born_in="33"),),
    ),
    HomePlan(
        "owner",
        "75",
        "Long Bình",
        "Số 60, đường Minh Họa",
        date(2005, 6, 1),
        (PersonPlan("Trịnh Bá Hòa", MAN, date(1975, 3, 18), HEAD, "7506000009", born_in="38"),),
    ),
    HomePlan(
        "viewer",
        "75",
        "Tam Hiệp",
        "Số 14, đường Minh Họa",
        date(2018, 9, 9),
        (PersonPlan("Lý Ngọc Lan", WOMAN, date(1996, 8, 8), HEAD, "7518000010", born_in="75"),),
    ),
)
