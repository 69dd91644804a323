"""Funeral grant, survivors' allowances, social pension: by the law of their day, and told on the benefit's page."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from django.test import Client
from django.urls import reverse

from citizens.tests.factories import make_citizen
from insurance.rules.benefits.social_pension import social_pension
from insurance.rules.benefits.survivors import funeral_grant, survivor_monthly, survivor_once
from insurance.rules.dated_rows import NoParameterFor
from insurance.tests.factories import make_decision

BEFORE, AFTER = date(2026, 6, 30), date(2026, 7, 1)  # the reference level changes between them


@pytest.mark.parametrize(
    ("day", "amount"), [(BEFORE, 23_400_000), (AFTER, 25_300_000), (date(2020, 1, 5), 14_900_000)]
)
def test_a_funeral_grant_is_ten_reference_levels_of_its_month(day: date, amount: int) -> None:
    assert funeral_grant(day).amount == amount


@pytest.mark.parametrize(("day", "alone", "amount"), [
    (BEFORE, False, 1_170_000), (AFTER, False, 1_265_000), (AFTER, True, 1_771_000),
])  # fmt: skip
def test_each_survivor_gets_half_the_reference_level_or_seventy_percent_alone(day, alone, amount) -> None:
    assert survivor_monthly(day, alone=alone).amount == amount


@pytest.mark.parametrize(
    ("before", "since", "times"),
    [
        (24, 60, Fraction(13)),  # 2 × 1.5 + 5 × 2
        (30, 54, Fraction(13)),  # 2 years before; six months go over to the five years after
        (0, 12, Fraction(3)),  # 2 is less than the least
        (0, 18, Fraction(3)),  # 1.5 years × 2: just the least
        (0, 19, Fraction(4)),
        (24, 0, Fraction(3)),
    ],
)
def test_a_sum_at_once_goes_by_the_years_and_has_a_least(before: int, since: int, times: Fraction) -> None:
    assert survivor_once(6_000_000, before, since, AFTER).amount == times * 6_000_000


def test_the_social_pension_fills_up_a_smaller_pension_and_begins_in_july_2025() -> None:
    assert social_pension(date(2025, 7, 1)).amount == 500_000
    assert social_pension(AFTER, pension=180_000).amount == 320_000
    assert social_pension(AFTER, pension=900_000).amount == 0
    with pytest.raises(NoParameterFor):
        social_pension(date(2025, 6, 30))


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "amount", "fields", "told"), [
    ("funeral", 25_300_000, {}, "10 × 2.530.000"),
    ("survivor_monthly", 1_265_000, {}, "50%"),
    ("survivor_monthly", 1_771_000, {"rate_percent": Decimal(70)}, "không còn ai nuôi dưỡng"),
    ("survivor_once", 78_000_000, {"base_amount": 6_000_000, "months_contributed": 84, "months_before_2014": 24},
     "6.000.000 đ × 13"),
    ("social_pension", 320_000, {"base_amount": 180_000}, "180.000"),
])  # fmt: skip
def test_the_page_says_how_and_agrees(
    client: Client, kind: str, amount: int, fields: dict, told: str
) -> None:
    citizen = make_citizen()
    empty = dict.fromkeys(("base_amount", "rate_percent", "days", "days_in_year", "months_contributed"))
    decision = make_decision(citizen, kind=kind, amount=amount, event_on=AFTER, **{**empty, **fields})
    client.force_login(citizen.user)
    response = client.get(reverse("insurance:benefit-detail", args=[decision.public_id]))
    assert response.context["explanation"].agrees
    assert told in response.content.decode()
