"""Numbers of fictional people: right in form, unique, and told apart from real ones where a pattern allows it.

Serial numbers below 100 are kept for the personas, whose numbers are written by hand. `seed_national` uses
BHXH numbers whose third digit is 9 and personal ID serials below 900000, so that both fit in one database.
"""

from dataclasses import dataclass
from datetime import date

from citizens.models import Sex

FIRST_SERIAL = 100
SERIALS = 999_900
SERIAL_STEP = 7_919  # prime to SERIALS: consecutive people get serials far apart, and none twice
PERSONAL_ID_BASE = 900_000
PERSONAL_IDS = 99_900
FIRST_COMPUTER_YEAR = 2002  # older books got their present numbers later


def century_sex_digit(birth_year: int, sex: Sex) -> int:
    """Fourth digit of a personal ID number: 0 and 1 for men and women of the 1900s, 2 and 3 for the 2000s."""
    return 2 * (birth_year // 100 - 19) + (sex == Sex.FEMALE)


def personal_id(birth_province: str, birth_date: date, sex: Sex, serial: int) -> str:
    digit = century_sex_digit(birth_date.year, sex)
    return f"0{birth_province}{digit}{birth_date.year % 100:02d}{PERSONAL_ID_BASE + serial:06d}"


def bhxh_number(province: str, year: int, serial: int) -> str:
    return f"{province}{max(year, FIRST_COMPUTER_YEAR) % 100:02d}{serial:06d}"


def phone(serial: int) -> str:
    """A number nobody has: no operator gives out 0900."""
    return f"090000{serial % 10_000:04d}"


@dataclass
class Registrar:
    """Hands out numbers, each once."""

    people: int = 0
    households: int = 0

    def person(self) -> tuple[int, int]:
        """The next serials: of the BHXH number, and of the personal ID number (with the phone)."""
        self.people += 1
        if self.people > PERSONAL_IDS:
            raise ValueError(f"the demo has numbers for {PERSONAL_IDS} people")
        return FIRST_SERIAL + self.people * SERIAL_STEP % SERIALS, FIRST_SERIAL + self.people - 1

    def household(self, province: str) -> str:
        self.households += 1
        return f"{province}{self.households:08d}"
