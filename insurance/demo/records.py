"""Participation periods for everybody in the demo's country."""

from collections.abc import Iterator
from itertools import chain
from random import Random

from citizens.demo.bulk import Progress, copy_in, inserts_noted_at_once
from citizens.demo.country import Country
from citizens.demo.homes import SEED
from insurance.demo.careers import make_periods
from insurance.demo.lives import LifeMaker
from insurance.demo.persona_careers import CAREERS
from insurance.models import ParticipationPeriod


def plan_periods(
    country: Country, progress: Progress = lambda count: None
) -> Iterator[list[ParticipationPeriod]]:
    """The rows of one person after the other, unsaved; `progress` counts people."""
    maker = LifeMaker(country.today, country.workplaces)
    written = {country.persona(key).bhxh_number: career for key, career in CAREERS.items()}
    for home in country.homes:
        for citizen in home.members:
            write = written.get(citizen.bhxh_number)
            career = write(country.workplaces) if write else maker.life(citizen, home)
            rng = Random(f"{SEED} rows {citizen.bhxh_number}")  # noqa: S311 - fiction, not secrets
            yield list(make_periods(citizen, career, country.today, rng))
            progress(1)


def save_periods(country: Country, progress: Progress = lambda count: None) -> int:
    """Write everybody's periods and say how many. The caller holds a transaction, and has saved the country."""
    with inserts_noted_at_once(ParticipationPeriod):
        return copy_in(ParticipationPeriod, chain.from_iterable(plan_periods(country, progress)))
