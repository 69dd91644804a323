"""People, households and employers: what the database refuses, and what it keeps."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from citizens.models import Citizen, DatePrecision, Employer, HouseholdMember
from citizens.tests.factories import make_citizen, make_employer, make_household

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("citizen_bhxh_number_ten_digits", {"bhxh_number": "123"}),
        ("citizen_bhxh_number_ten_digits", {"bhxh_number": "12345678ab"}),
        ("citizen_personal_id_twelve_digits", {"personal_id": "07509000001"}),
        ("citizen_phone_ten_digits", {"phone": "1234567890"}),
        ("citizen_sex_known", {"sex": "X"}),
        (
            "citizen_unknown_birth_parts_are_one",
            {"birth_precision": DatePrecision.YEAR, "birth_date": date(1950, 3, 1)},
        ),
        (
            "citizen_unknown_birth_parts_are_one",
            {"birth_precision": DatePrecision.MONTH, "birth_date": date(1950, 3, 2)},
        ),
    ],
)
def test_malformed_people_are_refused(constraint: str, fields: dict[str, object]) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        make_citizen(**fields)


def test_numbers_belong_to_one_person() -> None:
    person = make_citizen()
    for field in ("bhxh_number", "personal_id"):
        with pytest.raises(IntegrityError), transaction.atomic():
            make_citizen(**{field: getattr(person, field)})


def test_one_household_at_a_time_with_one_head() -> None:
    head, child = make_citizen(), make_citizen()
    household = make_household(head, child)
    with pytest.raises(IntegrityError, match="citizen_in_one_household_at_a_time"), transaction.atomic():
        make_household(child)
    HouseholdMember.objects.filter(citizen=child).update(left_on=date(2020, 1, 1))
    make_household(child)
    with pytest.raises(IntegrityError, match="household_has_one_head"), transaction.atomic():
        HouseholdMember.objects.create(
            household=household, citizen=make_citizen(), relation="head", joined_on=date(2020, 1, 1)
        )


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("employer_unit_code_form", {"unit_code": "ab"}),
        ("employer_unit_code_form", {"unit_code": "có dấu"}),
        ("employer_wage_region_one_to_four", {"wage_region": 5}),
    ],
)
def test_malformed_employers_are_refused(constraint: str, fields: dict[str, object]) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        make_employer(**fields)


def test_names_are_found_without_diacritics() -> None:
    person = make_citizen(full_name="Đặng Thị Hường")
    employer = make_employer(name="Xí nghiệp Giày Đông Hà")
    assert list(Citizen.objects.named("dang thi huong")) == [person]
    assert list(Employer.objects.named("GIAY DONG")) == [employer]
