"""Totals of a participation history, against a count of every single month."""

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insurance.rules.months import add_months, last_day_of, month_at, month_index
from insurance.rules.participation import (
    ParticipationTotals,
    PaymentState,
    Scheme,
    SchemeTotals,
    Span,
    participation_totals,
    years_and_months,
)

FIRST, LAST = month_index(date(1995, 1, 1)), month_index(date(2035, 12, 1))


@st.composite
def spans(draw, schemes=tuple(Scheme)):
    start = draw(st.integers(FIRST, LAST))
    # Short spans on a short calendar overlap often; long ones reach over whole careers.
    length = draw(st.integers(1, 6) | st.integers(1, 480))
    return Span(
        draw(st.sampled_from(schemes)),
        month_at(start),
        month_at(start + length),
        draw(st.sampled_from(list(PaymentState))),
    )


@st.composite
def crowded_spans(draw):
    """Spans within two years: most of them overlap or touch."""
    start = draw(st.integers(0, 23))
    return Span(
        draw(st.sampled_from([Scheme.BHXH, Scheme.BHXH_TN, Scheme.BHYT])),
        month_at(FIRST + start),
        month_at(FIRST + start + draw(st.integers(1, 12))),
        draw(st.sampled_from(list(PaymentState))),
    )


def count_every_month(record, schemes) -> SchemeTotals:
    """The same totals the slow way: look at each month, keep the strongest state any span gives it."""
    strongest = list(PaymentState)
    states = {}
    for span in record:
        if span.scheme in schemes:
            month = span.start
            while month < span.end:
                states[month] = min(states.get(month, span.state), span.state, key=strongest.index)
                month = add_months(month, 1)
    counts = {state.value: list(states.values()).count(state) for state in PaymentState}
    return SchemeTotals(**counts, first_month=min(states, default=None), last_month=max(states, default=None))


def brute_force(record) -> ParticipationTotals:
    return ParticipationTotals(
        **{scheme.value: count_every_month(record, {scheme}) for scheme in Scheme},
        bhxh_combined=count_every_month(record, {Scheme.BHXH, Scheme.BHXH_TN}),
    )


@given(st.lists(spans(), max_size=25))
def test_totals_equal_a_count_of_every_month(record):
    assert participation_totals(record) == brute_force(record)


@given(st.lists(crowded_spans(), max_size=40))
def test_totals_equal_a_count_of_every_month_when_spans_crowd(record):
    assert participation_totals(record) == brute_force(record)


@given(st.lists(crowded_spans(), max_size=12), st.randoms(use_true_random=False))
def test_order_and_repetition_change_nothing(record, random):
    shuffled = record + record
    random.shuffle(shuffled)
    assert participation_totals(shuffled) == participation_totals(record)


@given(st.lists(crowded_spans(), min_size=1, max_size=12), st.data())
def test_cutting_a_span_in_two_changes_nothing(record, data):
    long = [span for span in record if add_months(span.start, 1) < span.end]
    if not long:
        return
    span = data.draw(st.sampled_from(long))
    middle = month_at(data.draw(st.integers(month_index(span.start) + 1, month_index(span.end) - 1)))
    cut = [other for other in record if other is not span]
    cut += [replace(span, end=middle), replace(span, start=middle)]
    cut += [span] * (record.count(span) - 1)
    assert participation_totals(cut) == participation_totals(record)


@given(st.lists(crowded_spans(), max_size=20))
def test_combined_lies_between_the_larger_scheme_and_the_sum_of_both(record):
    totals = participation_totals(record)
    both = totals.bhxh.counted + totals.bhxh_tn.counted
    assert max(totals.bhxh.counted, totals.bhxh_tn.counted) <= totals.bhxh_combined.counted <= both


def test_empty_record_is_all_zero():
    totals = participation_totals([])
    assert totals == ParticipationTotals()
    assert totals.bhxh == SchemeTotals(0, 0, 0, 0, 0, None, None)
    assert totals.bhxh.counted == totals.bhxh.on_record == 0


def test_a_career_with_maternity_leave_late_months_and_a_withdrawal():
    def bhxh(start, end, state):
        return Span(Scheme.BHXH, start, end, state)

    totals = participation_totals(
        [
            bhxh(date(2008, 3, 1), date(2010, 1, 1), PaymentState.WITHDRAWN),
            bhxh(date(2013, 1, 1), date(2018, 5, 1), PaymentState.PAID),
            bhxh(date(2018, 5, 1), date(2018, 11, 1), PaymentState.CREDITED),
            bhxh(date(2018, 11, 1), date(2026, 8, 1), PaymentState.PAID),
            bhxh(date(2026, 8, 1), date(2026, 10, 1), PaymentState.LATE),
            bhxh(date(2026, 10, 1), date(2026, 11, 1), PaymentState.CORRECTION),
        ]
    )
    assert totals.bhxh == SchemeTotals(
        paid=157,
        credited=6,
        correction=1,
        late=2,
        withdrawn=22,
        first_month=date(2008, 3, 1),
        last_month=date(2026, 10, 1),
    )
    assert totals.bhxh.counted == 163
    assert totals.bhxh.counted_years_and_months == (13, 7)
    assert totals.bhxh.on_record == 188
    assert totals.bhxh_combined == totals.bhxh
    assert totals.bhtn == SchemeTotals()


def test_month_in_compulsory_and_voluntary_counts_once():
    totals = participation_totals(
        [
            Span(Scheme.BHXH, date(2024, 1, 1), date(2024, 7, 1), PaymentState.LATE),
            Span(Scheme.BHXH_TN, date(2024, 4, 1), date(2025, 1, 1), PaymentState.PAID),
        ]
    )
    assert totals.bhxh.late == 6
    assert totals.bhxh_tn.counted == 9
    assert (totals.bhxh_combined.counted, totals.bhxh_combined.late) == (9, 3)
    assert (totals.bhxh_combined.first_month, totals.bhxh_combined.last_month) == (
        date(2024, 1, 1),
        date(2024, 12, 1),
    )


@pytest.mark.parametrize(("strong", "weak"), list(pairwise(PaymentState)))
def test_month_twice_on_record_takes_the_stronger_state(strong, weak):
    month = (Scheme.BHTN, date(2024, 1, 1), date(2024, 2, 1))
    totals = participation_totals([Span(*month, weak), Span(*month, strong)])
    assert totals.bhtn.on_record == 1
    assert getattr(totals.bhtn, strong.value) == 1


def test_totals_of_each_scheme_by_name_and_in_turn():
    totals = participation_totals(
        [Span(scheme, date(2024, 1, 1), date(2024, 3, 1), PaymentState.PAID) for scheme in Scheme]
    )
    assert [scheme for scheme, _ in totals] == list(Scheme)
    for scheme, of_scheme in totals:
        assert totals.of(scheme) == of_scheme == getattr(totals, scheme.value)
        assert of_scheme.counted == 2
    assert totals.bhxh_combined.counted == 2


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (date(2024, 1, 2), date(2024, 2, 1)),
        (date(2024, 1, 1), date(2024, 1, 31)),
        (date(2024, 2, 1), date(2024, 2, 1)),
        (date(2024, 3, 1), date(2024, 2, 1)),
    ],
)
def test_span_refuses_anything_but_whole_months(start, end):
    with pytest.raises(ValueError, match=r"not the first day|holds no month"):
        Span(Scheme.BHXH, start, end, PaymentState.PAID)


@pytest.mark.parametrize(
    ("months", "expected"), [(0, (0, 0)), (11, (0, 11)), (12, (1, 0)), (151, (12, 7)), (480, (40, 0))]
)
def test_years_and_months(months, expected):
    assert years_and_months(months) == expected


def test_years_and_months_refuses_a_negative_total():
    with pytest.raises(ValueError, match="negative"):
        years_and_months(-1)


@given(st.dates(date(1900, 1, 1), date(2200, 1, 1)), st.integers(-1000, 1000))
def test_months_add_and_subtract(day, months):
    later = add_months(day, months)
    assert later.day == 1
    assert month_index(later) - month_index(day) == months
    assert add_months(later, -months) == day.replace(day=1)
    assert add_months(last_day_of(day), 1) == add_months(day, 1)
