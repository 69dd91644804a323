"""The form of the two numbers that name a person: the BHXH number and the personal ID number.

The one place that knows how many digits they have. What the digits say is `insurance/rules/identifiers.py`.
"""

import re

BHXH_DIGITS, PERSONAL_ID_DIGITS = 10, 12
BHXH_NUMBER = rf"[0-9]{{{BHXH_DIGITS}}}"
PERSONAL_ID = rf"[0-9]{{{PERSONAL_ID_DIGITS}}}"

_BHXH_NUMBER, _PERSONAL_ID = re.compile(BHXH_NUMBER), re.compile(PERSONAL_ID)


def is_bhxh_number(text: str) -> bool:
    return _BHXH_NUMBER.fullmatch(text) is not None


def is_personal_id(text: str) -> bool:
    return _PERSONAL_ID.fullmatch(text) is not None


def names_a_person(text: str) -> bool:
    return is_bhxh_number(text) or is_personal_id(text)
