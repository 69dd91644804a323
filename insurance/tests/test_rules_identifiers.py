"""Numbers of persons, employers and cards: what is read, what is refused, what only warns."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insurance.rules.identifiers import (
    HiCardNumber,
    IdentifierError,
    IdentifierProblem,
    IdentifierWarning,
    UnitCode,
    UnitKind,
    format_bhxh_number,
    format_hi_card_number,
    format_personal_id,
    hi_card_warnings,
    mask,
    normalise,
    parse_bhxh_number,
    parse_hi_card_number,
    parse_personal_id,
    parse_unit_code,
    personal_id_warnings,
    printed_hi_card_number,
    unit_code_warnings,
)
from insurance.rules.parameters import Sex

DAY = date(2026, 11, 23)
digits = st.text("0123456789", min_size=1, max_size=30)


def problem_of(parse, text):
    with pytest.raises(IdentifierError) as raised:
        parse(text)
    return raised.value.problem


# --- BHXH number ---


@pytest.mark.parametrize("text", ["7912345678", " 7912 345 678 ", "7912.345.678", "7912-345-678"])
def test_bhxh_number_is_ten_digits_however_typed(text):
    assert parse_bhxh_number(text) == "7912345678"


@pytest.mark.parametrize(
    "text", ["791234567", "79123456789", "79123456A8", "７９１２３４５６７８", "7912345678\n9"]
)
def test_bhxh_number_of_another_form_is_refused(text):
    assert problem_of(parse_bhxh_number, text) is IdentifierProblem.WRONG_FORM


@pytest.mark.parametrize(
    "parse", [parse_bhxh_number, parse_personal_id, parse_unit_code, parse_hi_card_number]
)
@pytest.mark.parametrize("text", ["", "  ", "-"])
def test_nothing_is_refused_as_empty(parse, text):
    assert problem_of(parse, text) is IdentifierProblem.EMPTY


def test_error_does_not_repeat_the_number():
    with pytest.raises(IdentifierError) as raised:
        parse_bhxh_number("791234567")
    assert str(raised.value) == "bhxh_number: wrong_form"


@given(digits)
def test_bhxh_number_is_accepted_by_length_alone(text):
    if len(text) == 10:
        assert parse_bhxh_number(text) == text
    else:
        assert problem_of(parse_bhxh_number, text) is IdentifierProblem.WRONG_FORM


# --- Personal ID number ---


@pytest.mark.parametrize(
    ("number", "sex", "birth_year"),
    [
        ("079085001234", Sex.MALE, 1985),
        ("079185001234", Sex.FEMALE, 1985),
        ("001204000001", Sex.MALE, 2004),
        ("096304999999", Sex.FEMALE, 2004),
        ("001400000001", Sex.MALE, 2100),
        ("001999000001", Sex.FEMALE, 2399),
        ("001099000001", Sex.MALE, 1999),
        ("001200000001", Sex.MALE, 2000),
    ],
)
def test_personal_id_names_sex_and_birth_year(number, sex, birth_year):
    personal_id = parse_personal_id(number)
    assert (personal_id.number, personal_id.sex, personal_id.birth_year) == (number, sex, birth_year)
    assert personal_id.birthplace == number[:3]
    assert personal_id.serial == number[6:]
    assert personal_id_warnings(personal_id, birth_date=date(birth_year, 5, 1), sex=sex) == ()


@pytest.mark.parametrize("text", ["07908500123", "0790850012345", "07908500123A", "123456789"])
def test_personal_id_of_another_form_is_refused(text):
    assert problem_of(parse_personal_id, text) is IdentifierProblem.WRONG_FORM


@given(st.integers(1900, 2399), st.sampled_from(list(Sex)), st.integers(0, 999_999), st.integers(0, 999))
def test_personal_id_agrees_with_the_person_it_was_made_for(year, sex, serial, birthplace):
    digit = 2 * (year // 100 - 19) + (sex is Sex.FEMALE)
    number = f"{birthplace:03}{digit}{year % 100:02}{serial:06}"
    personal_id = parse_personal_id(number)
    assert (personal_id.birth_year, personal_id.sex) == (year, sex)
    warnings = personal_id_warnings(personal_id, birth_date=date(year, 1, 1), sex=sex)
    assert warnings == (() if 1 <= birthplace <= 96 else (IdentifierWarning.BIRTHPLACE_UNKNOWN,))


def test_personal_id_warns_of_what_disagrees_and_blocks_nothing():
    personal_id = parse_personal_id("079085001234")
    assert personal_id_warnings(personal_id) == ()
    assert personal_id_warnings(personal_id, birth_date=date(1986, 1, 1)) == (
        IdentifierWarning.BIRTH_YEAR_DISAGREES,
    )
    assert personal_id_warnings(personal_id, sex=Sex.FEMALE) == (IdentifierWarning.SEX_DISAGREES,)
    assert personal_id_warnings(personal_id, birth_date=date(1986, 1, 1), sex="F") == (
        IdentifierWarning.BIRTH_YEAR_DISAGREES,
        IdentifierWarning.SEX_DISAGREES,
    )


@pytest.mark.parametrize(
    ("birthplace", "known"), [("000", False), ("001", True), ("096", True), ("097", False)]
)
def test_birthplace_at_both_edges(birthplace, known):
    warnings = personal_id_warnings(parse_personal_id(birthplace + "085001234"))
    assert (warnings == ()) is known


# --- Unit code ---


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("0123456789DNA03", UnitCode("0123456789DNA03", UnitKind.ENTERPRISE, "0123456789", "DN", "A03")),
        ("1234567HC", UnitCode("1234567HC", UnitKind.BUDGET, "1234567", "HC")),
        ("2345678CN", UnitCode("2345678CN", UnitKind.BUDGET, "2345678", "CN")),
        ("2345678te", UnitCode("2345678TE", UnitKind.BUDGET, "2345678", "TE")),
        ("2345678KT", UnitCode("2345678KT", UnitKind.BUDGET, "2345678", "KT")),
        (
            "3456789000TH0100070003",
            UnitCode("3456789000TH0100070003", UnitKind.COLLECTOR, "3456789000", area="0100070", point="003"),
        ),
        ("TA1234Z", UnitCode("TA1234Z", UnitKind.LEGACY)),
        ("YN0001A", UnitCode("YN0001A", UnitKind.LEGACY)),
    ],
)
def test_unit_code_of_each_form(text, unit):
    assert parse_unit_code(text) == unit


@pytest.mark.parametrize("text", ["TA12", "A" * 21, "TA_1234", "ĐƠNVỊ1"])
def test_unit_code_of_another_form_is_refused(text):
    assert problem_of(parse_unit_code, text) is IdentifierProblem.WRONG_FORM


def test_unit_code_warnings():
    assert unit_code_warnings(parse_unit_code("0123456789DNA03"), DAY) == ()
    assert unit_code_warnings(parse_unit_code("3456789000TH0100070003"), DAY) == ()
    assert unit_code_warnings(parse_unit_code("1234567ZZ"), DAY) == (IdentifierWarning.MEMBER_CODE_UNKNOWN,)
    assert unit_code_warnings(parse_unit_code("TA1234Z"), DAY) == (IdentifierWarning.LEGACY_FORM,)


# --- Card number ---


def test_hi_card_number_in_full():
    card = parse_hi_card_number("dn 4 79 7912345678")
    assert card == HiCardNumber("DN4797912345678", "7912345678", "DN", 4, "79")
    assert card.is_full
    assert format_hi_card_number(card) == "DN 4 79 7912345678"


def test_hi_card_number_of_ten_digits():
    card = parse_hi_card_number("7912345678")
    assert card == HiCardNumber("7912345678", "7912345678")
    assert not card.is_full
    assert format_hi_card_number(card) == "7912345678"
    assert hi_card_warnings(card, DAY) == ()


@pytest.mark.parametrize(
    "text", ["DN0797912345678", "DN6797912345678", "D14797912345678", "DN479791234567", "DN47979123456789"]
)
def test_hi_card_number_of_another_form_is_refused(text):
    assert problem_of(parse_hi_card_number, text) is IdentifierProblem.WRONG_FORM


@pytest.mark.parametrize(
    ("number", "day", "warnings"),
    [
        ("DN4797912345678", DAY, ()),
        ("DN2797912345678", DAY, (IdentifierWarning.LEVEL_NOT_OF_CODE,)),
        ("ZZ4797912345678", DAY, (IdentifierWarning.MEMBER_CODE_UNKNOWN,)),
        ("CT4797912345678", DAY, ()),
        ("CN3797912345678", date(2025, 12, 31), ()),
        ("CN3797912345678", date(2026, 1, 1), ()),
        ("CN2797912345678", date(2025, 12, 31), (IdentifierWarning.LEVEL_NOT_OF_CODE,)),
        ("CN2797912345678", date(2026, 1, 1), ()),
    ],
)
def test_hi_card_warnings(number, day, warnings):
    assert hi_card_warnings(parse_hi_card_number(number), day) == warnings


@pytest.mark.parametrize(
    ("issued_on", "printed"),
    [
        (date(2014, 12, 31), "DN4797912345678"),
        (date(2021, 3, 31), "DN4797912345678"),
        (date(2021, 4, 1), "7912345678"),
        (date(2026, 1, 1), "7912345678"),
    ],
)
def test_card_prints_ten_digits_since_april_2021(issued_on, printed):
    assert printed_hi_card_number(parse_hi_card_number("DN4797912345678"), issued_on) == printed


# --- Writing and masking ---


def test_numbers_are_written_in_groups():
    assert format_personal_id(parse_personal_id("079085001234")) == "079 085 001234"
    assert format_bhxh_number("7912345678") == "7912 345 678"


@given(st.from_regex(r"[0-9]{10}", fullmatch=True))
def test_what_is_written_is_read_again(number):
    assert parse_bhxh_number(format_bhxh_number(number)) == number


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("079085001234", "079******234"),
        ("7912345678", "791****678"),
        ("DN4797912345678", "DN4*********678"),
        ("1234567", "123*567"),
        ("123456", "******"),
        ("", ""),
    ],
)
def test_mask_keeps_three_characters_at_each_end(number, masked):
    assert mask(number) == masked


@given(st.text(max_size=40))
def test_mask_never_shows_more_than_six_characters(number):
    masked = mask(number)
    assert len(masked) == len(number)
    assert sum(a == b != "*" for a, b in zip(masked, number, strict=True)) <= 6


@given(st.text(max_size=40))
def test_normalise_twice_is_once(text):
    assert normalise(normalise(text)) == normalise(text)
