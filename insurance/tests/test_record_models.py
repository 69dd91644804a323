"""What must never be false in benefits, cards, visits and papers is refused by the database."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from citizens.tests.factories import make_citizen
from insurance.models import BenefitState, CardState, HiCard, PayoutState
from insurance.tests.factories import (
    make_card,
    make_decision,
    make_line,
    make_paper,
    make_payment,
    make_visit,
)

pytestmark = pytest.mark.django_db


def refused(constraint: str, make, *args, **fields) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        make(*args, **fields)


def test_no_two_valid_cards_of_one_person() -> None:
    citizen = make_citizen()
    make_card(citizen)
    refused("card_no_two_valid", make_card, citizen, date(2026, 12, 31), date(2027, 12, 31))
    make_card(citizen, date(2027, 1, 1), date(2028, 1, 1))  # the day after is free
    make_card(citizen, state=CardState.CANCELLED, state_reason="Báo giảm")  # a cancelled card may overlap
    make_card(make_citizen())  # so may somebody else's


def test_a_cancelled_card_cannot_come_back_over_another() -> None:
    citizen = make_citizen()
    old = make_card(citizen, state=CardState.REPLACED, state_reason="Đổi nơi đăng ký")
    make_card(citizen)
    with pytest.raises(IntegrityError, match="card_no_two_valid"), transaction.atomic():
        HiCard.objects.filter(pk=old.pk).update(state=CardState.ACTIVE)


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("card_number_form", {"number": "DN975123"}),
        ("card_level_one_to_five", {"benefit_level": 6}),
        ("card_facility_code_form", {"facility_code": "75-01"}),
        ("card_end_says_why", {"state": CardState.CANCELLED}),
        ("card_area_known", {"area_code": "K4"}),
    ],
)
def test_a_card_must_be_one(constraint: str, fields: dict) -> None:
    refused(constraint, make_card, make_citizen(), **fields)


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("visit_scope_adds_up", {"in_scope": 500_001, "total": 550_001}),
        ("visit_total_adds_up", {"total": 550_001}),
        ("visit_money_not_negative", {"self_paid": -1, "total": 499_999}),
        ("visit_icd_form", {"main_icd": "ho"}),
        ("visit_state_known", {"state": "lost"}),
    ],
)
def test_a_visit_adds_up(constraint: str, fields: dict) -> None:
    refused(constraint, make_visit, make_citizen(), **fields)


def test_a_line_adds_up() -> None:
    refused("visit_line_adds_up", make_line, make_visit(make_citizen()), total=550_001)


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("benefit_refused_has_no_amount", {"amount": None}),
        ("benefit_refused_has_no_amount", {"state": BenefitState.REFUSED, "reason": "Nộp muộn"}),
        ("benefit_refusal_says_why", {"state": BenefitState.REFUSED, "amount": None}),
        ("benefit_months_before_2014", {"months_contributed": 10, "months_before_2014": 11}),
        ("benefit_money_not_negative", {"base_amount": -1}),
    ],
)
def test_a_decision_must_make_sense(constraint: str, fields: dict) -> None:
    refused(constraint, make_decision, make_citizen(), **fields)


def test_an_account_is_stored_masked_and_a_payment_has_its_day() -> None:
    decision = make_decision(make_citizen())
    refused("payment_account_is_masked", make_payment, decision, account_masked="0123456789")
    refused(
        "payment_paid_has_a_day",
        make_payment,
        decision,
        paid_on=None,
        period=(date(2026, 10, 1), date(2026, 11, 1)),
    )
    make_payment(decision, state=PayoutState.PLANNED)


def test_the_parts_belong_to_the_person_of_the_whole() -> None:
    stranger, decision = make_citizen(), make_decision(make_citizen())
    make_payment(decision, citizen=stranger)
    with pytest.raises(IntegrityError, match="benefitpayment_of_one_person"), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_leave_paper_has_its_days() -> None:
    refused("leave_has_days", make_paper, make_citizen(), days=None)


def test_changes_leave_history() -> None:
    card = make_card(make_citizen())
    HiCard.objects.filter(pk=card.pk).update(facility_name="Nơi khác")
    assert [event.pgh_label for event in card.events.order_by("pgh_id")] == ["insert", "update"]
