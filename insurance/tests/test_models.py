"""What must never be false in the participation record is refused by the database, whoever writes it."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from citizens.tests.factories import make_citizen, make_employer
from insurance.models import ParticipationPeriod, PaymentState, Scheme
from insurance.tests.factories import make_period

pytestmark = pytest.mark.django_db


def refused(constraint: str, **fields: object) -> None:
    citizen = fields.pop("citizen", None) or make_citizen()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        make_period(citizen, date(2020, 1, 1), 3, **fields)


def test_periods_of_one_scheme_do_not_overlap() -> None:
    citizen = make_citizen()
    make_period(citizen, date(2020, 1, 1), 3)
    refused("participation_no_overlap", citizen=citizen, months=(date(2020, 3, 1), date(2020, 5, 1)))
    make_period(citizen, date(2020, 4, 1), 1)  # the month after is free
    make_period(citizen, date(2020, 1, 1), 3, scheme=Scheme.BHTN)  # another scheme is another matter
    make_period(make_citizen(), date(2020, 1, 1), 3)  # so is another person


@pytest.mark.parametrize(
    "months",
    [
        (date(2020, 1, 2), date(2020, 3, 1)),
        (date(2020, 1, 1), date(2020, 3, 2)),
        (date(2020, 1, 1), date(2020, 1, 1)),
        (None, date(2020, 3, 1)),
        (date(2020, 1, 1), None),
    ],
    ids=["first day", "last day", "empty", "no start", "no end"],
)
def test_periods_are_whole_months(months: tuple[date | None, date | None]) -> None:
    refused("participation_whole_months", months=months)


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("participation_scheme_known", {"scheme": "other"}),
        ("participation_state_known", {"payment_state": "maybe"}),
        ("participation_source_known", {"source": "rumour"}),
        ("participation_money_not_negative", {"insured_wage": -1}),
        ("participation_money_not_negative", {"position_allowance": -1}),
    ],
)
def test_values_are_known_and_money_is_not_negative(constraint: str, fields: dict[str, object]) -> None:
    refused(constraint, **fields)


def events(period: ParticipationPeriod) -> list[tuple[str, str]]:
    model = ParticipationPeriod.pgh_event_model
    return list(
        model.objects.filter(pgh_obj_id=period.pk)
        .order_by("pgh_id")
        .values_list("pgh_label", "payment_state")
    )


def test_every_way_of_changing_a_row_is_kept() -> None:
    period = make_period(make_citizen(), date(2020, 1, 1), 3, employer=make_employer())
    period.payment_state = PaymentState.LATE
    period.save()
    ParticipationPeriod.objects.filter(pk=period.pk).update(payment_state=PaymentState.CORRECTION)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE insurance_participationperiod SET payment_state = 'paid' WHERE id = %s", [period.pk]
        )
    pk = period.pk
    ParticipationPeriod.objects.filter(pk=pk).delete()
    period.pk = pk
    assert events(period) == [
        ("insert", "paid"),
        ("update", "late"),
        ("update", "correction"),
        ("update", "paid"),
        ("delete", "paid"),
    ]


def test_bulk_rows_are_kept_too() -> None:
    citizen = make_citizen()
    template = make_period(citizen, date(2020, 1, 1), 3)
    fields = {
        f.name: getattr(template, f.name)
        for f in template._meta.concrete_fields
        if f.name not in ("id", "public_id", "months")
    }
    rows = ParticipationPeriod.objects.bulk_create(
        ParticipationPeriod(**fields, months=(date(year, 1, 1), date(year, 2, 1))) for year in (2021, 2022)
    )
    assert [events(row) for row in rows] == [[("insert", "paid")], [("insert", "paid")]]
