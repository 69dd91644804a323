"""One fictional person in two records, for whoever tries the merge of two books ("gộp sổ").

A first book from a shoe factory in 2006: no personal ID number yet, a year of birth alone, the name as a clerk heard
it. A later employer declared the same man as new. Neither record has an account. Numbers are written by hand, so that
nobody else's change.
"""

from collections.abc import Iterator
from datetime import date

from citizens.demo.homes import Home
from citizens.demo.numbers import personal_id, phone
from citizens.demo.places import Places
from citizens.models import Citizen, DatePrecision, Household, HouseholdMember, Sex

PROVINCE = "75"  # where the demo's two records officers work
FIRST_BOOK, SECOND_BOOK = "7506000021", "7513000022"
BORN = date(1984, 11, 2)
SERIAL = 22  # below those of the registrar
FOUNDED = date(2013, 9, 14)


def homes(places: Places) -> Iterator[Home]:
    lodging = _home(places, "first book", "Hố Nai", "Phòng 6, dãy trọ Minh Họa", "99999998")
    yield _with(
        lodging,
        Citizen(
            bhxh_number=FIRST_BOOK,
            full_name="Nguyễn Văn Hảo",
            birth_date=BORN.replace(month=1, day=1),
            birth_precision=DatePrecision.YEAR,
            sex=Sex.MALE,
        ),
        date(2006, 2, 6),
    )
    house = _home(places, "second book", "Long Bình", "Số 18, đường Minh Họa", "99999999")
    yield _with(
        house,
        Citizen(
            bhxh_number=SECOND_BOOK,
            personal_id=personal_id(PROVINCE, BORN, Sex.MALE, SERIAL),
            full_name="Nguyễn Văn Hào",
            birth_date=BORN,
            sex=Sex.MALE,
            phone=phone(SERIAL),
            email="nguyen.van.hao@example.com",
        ),
        FOUNDED,
    )


def _home(places: Places, name: str, ward: str, address: str, serial: str) -> Home:
    household = Household(code=f"{PROVINCE}{serial}", address=address, ward=places.named(PROVINCE, ward))
    return Home(f"twice {name}", household)


def _with(home: Home, person: Citizen, since: date) -> Home:
    """Who lives alone is the head."""
    ward = home.household.ward
    person.ward, person.province, person.address = ward, ward.province, home.household.address
    home.memberships.append(
        HouseholdMember(
            household=home.household, citizen=person, relation=HouseholdMember.Relation.HEAD, joined_on=since
        )
    )
    return home
