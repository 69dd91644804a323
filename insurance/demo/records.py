"""Records for everybody in the demo's country: participation periods, and what hangs on them (`belongings`)."""

from collections.abc import Iterator
from random import Random

from citizens.demo import twice
from citizens.demo.bulk import Progress, copy_in, inserts_noted_at_once
from citizens.demo.country import Country
from citizens.demo.homes import SEED
from insurance.demo.belongings import MODELS, Belongings
from insurance.demo.careers import make_periods
from insurance.demo.lives import LifeMaker
from insurance.demo.persona_careers import CAREERS, first_book, second_book
from insurance.models import ParticipationPeriod


def plan_periods(
    country: Country, progress: Progress = lambda count: None
) -> Iterator[list[ParticipationPeriod]]:
    """The rows of one person after the other, unsaved; `progress` counts people."""
    maker = LifeMaker(country.today, country.workplaces)
    written = {country.persona(key).bhxh_number: career for key, career in CAREERS.items()}
    written |= {twice.FIRST_BOOK: first_book, twice.SECOND_BOOK: second_book}
    for home in country.homes:
        for citizen in home.members:
            write = written.get(citizen.bhxh_number)
            career = write(country.workplaces) if write else maker.life(citizen, home)
            rng = Random(f"{SEED} rows {citizen.bhxh_number}")  # noqa: S311 - fiction, not secrets
            yield list(make_periods(citizen, career, country.today, rng))
            progress(1)


def save_periods(country: Country, progress: Progress = lambda count: None) -> int:
    """Write everybody's records and say how many periods. The caller holds a transaction, and has saved the country."""
    belongings = Belongings(country)

    def noting() -> Iterator[ParticipationPeriod]:
        for citizen, rows in zip(country.citizens, plan_periods(country, progress), strict=True):
            belongings.add(citizen, rows)
            yield from rows

    with inserts_noted_at_once(ParticipationPeriod, *MODELS):
        count = copy_in(ParticipationPeriod, noting())
        belongings.save()
    return count
