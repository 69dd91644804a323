"""A picture of a working life: one lane a scheme, one bar a run of months with the same payer.

Lengths are percentages of the picture's width, so that letters keep their size on a narrow screen.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.safestring import SafeString, mark_safe

from insurance import words
from insurance.history import TABS, UNSURE, ParticipationRecord, Payer, Tab
from insurance.rules.months import month_at, month_index

LANE_HEIGHT = 46  # px: the lane's name, its bars, and air
BAR_TOP = 18
BAR_HEIGHT = 20
AXIS_HEIGHT = 22
MOST_TICKS = 6
NUMBER_FITS = 5.0  # a bar at least this wide (in %) has room for its payer's number


@dataclass(frozen=True)
class Lane:
    name: str
    name_y: str
    bars: SafeString  # drawn: a template's loop takes several times as long
    base_y: str
    text: str  # the same in words: who paid from when to when


@dataclass(frozen=True)
class Tick:
    x: str
    y: str
    year: str


@dataclass(frozen=True)
class Timeline:
    lanes: list[Lane]
    ticks: list[Tick]
    axis_y: str
    height: str
    bar_height: str = str(BAR_HEIGHT)


@dataclass
class _Run:
    start: int
    end: int
    payer: Payer
    unsure: bool


def build(record: ParticipationRecord) -> Timeline:
    """The picture of a record that holds at least one period."""
    first = month_index(date(record.first_year, 1, 1))
    length = month_index(date(record.last_year + 1, 1, 1)) - first
    lanes: list[Lane] = []
    for tab in TABS:
        runs = _runs(record, tab)
        if runs:
            top = len(lanes) * LANE_HEIGHT
            lanes.append(
                Lane(
                    name=str(tab.name),
                    name_y=str(top + BAR_TOP - 5),
                    base_y=str(top + BAR_TOP),
                    bars=mark_safe("".join(_bar(run, first, length, top) for run in runs)),  # noqa: S308
                    text="; ".join(_in_words(run) for run in runs),
                )
            )
    height = len(lanes) * LANE_HEIGHT
    return Timeline(
        lanes=lanes,
        ticks=_ticks(record.first_year, record.last_year, height + 14),
        axis_y=str(height),
        height=str(height + AXIS_HEIGHT),
    )


def _runs(record: ParticipationRecord, tab: Tab) -> Sequence[_Run]:
    """Neighbouring periods with the same payer and certainty become one bar: a wage rise is not a new job."""
    runs: list[_Run] = []
    for period in reversed(record.chosen(tab)):
        payer = record.payers[period.employer_id]
        start, end = month_index(period.months.lower), month_index(period.months.upper)
        unsure = period.payment_state in UNSURE
        last = runs[-1] if runs else None
        if last and last.end == start and last.payer == payer and last.unsure == unsure:
            last.end = end
        else:
            runs.append(_Run(start, end, payer, unsure))
    return runs


def _bar(run: _Run, first: int, length: int, top: int) -> str:
    """One bar: x and width in percent of the picture, y and height in px; hatched while it is not sure.

    All of it is numbers of our own making: nothing in it needs escaping.
    """
    x = 100 * (run.start - first) / length
    width = 100 * (run.end - run.start) / length
    y = top + BAR_TOP
    box = f'x="{x:.2f}%" y="{y}" width="{max(width - 0.15, 0.3):.2f}%" height="{BAR_HEIGHT}"'
    drawn = f'<rect class="life-bar payer-{run.payer.colour}" {box}></rect>'
    if run.unsure:
        drawn += f'<rect fill="url(#unsure)" {box}></rect>'
    if run.payer.number and width >= NUMBER_FITS:
        at = f'x="{x + width / 2:.2f}%" y="{y + 15}"'
        drawn += f'<text class="life-number" {at} text-anchor="middle">{run.payer.number}</text>'
    return drawn


def _in_words(run: _Run) -> str:
    return f"{run.payer.name}, {words.months_between(month_at(run.start), month_at(run.end))}"


def _ticks(first: int, last: int, y: int) -> list[Tick]:
    """At most MOST_TICKS years, evenly apart, the first always among them."""
    years = last - first + 1
    step = -(-years // MOST_TICKS)
    return [
        Tick(x=f"{100 * (year - first) / years:.2f}%", y=str(y), year=str(year))
        for year in range(first, last + 1, step)
    ]
