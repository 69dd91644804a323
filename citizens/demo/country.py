"""The demo's country: planned in memory from the wards on record, then written in one go."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from citizens.demo import DEMO_PASSWORD, PERSONAS, second_factor, twice
from citizens.demo.bulk import Progress, create, inserts_noted_at_once
from citizens.demo.homes import Home, HomeMaker
from citizens.demo.places import Places
from citizens.demo.workplaces import Workplace, make_workplaces
from citizens.models import (
    Citizen,
    Contact,
    ContactKind,
    Employer,
    Household,
    HouseholdMember,
    IdentityEvidence,
    Officer,
    SiOffice,
    User,
)
from citizens.staff.roles import set_roles
from territory.models import Ward

CITIZENS = 3_000
OFFICER_PROVINCE = "75"


@dataclass
class Country:
    """Everything of the app `citizens`, not saved yet. Homes of personas come first, also in `by_persona`."""

    today: date
    places: Places
    offices: list[SiOffice]
    workplaces: dict[str, Workplace]
    homes: list[Home] = field(default_factory=list)
    by_persona: dict[str, Home] = field(default_factory=dict)

    @property
    def citizens(self) -> Iterator[Citizen]:
        return (citizen for home in self.homes for citizen in home.members)

    def persona(self, key: str) -> Citizen:
        """The citizen a persona signs in as. Raises StopIteration for staff."""
        sign_in = next(persona.sign_in for persona in PERSONAS if persona.key == key)
        return next(person for person in self.by_persona[key].members if person.bhxh_number == sign_in)

    @property
    def size(self) -> int:
        """Rows that `save` writes, accounts aside."""
        people = sum(len(home.members) for home in self.homes)
        return len(self.offices) + len(self.workplaces) + len(self.homes) + 2 * people


def is_there() -> bool:
    """Has this database the demo already?"""
    return Citizen.objects.filter(bhxh_number=PERSONAS[0].sign_in).exists()


def plan_country(
    today: date,
    citizens: int = CITIZENS,
    progress: Progress = lambda count: None,
    wards: Iterable[Ward] | None = None,
) -> Country:
    """Make up the country on the wards on record (or those given). Writes nothing: two plans of one day are equal."""
    places = Places.of(Ward.objects.select_related("province") if wards is None else wards)
    offices, workplaces = make_workplaces(places)
    country = Country(today, places, offices, workplaces)
    maker = HomeMaker(places, today)
    for key, home in maker.persona_homes():
        country.by_persona[key] = home
        country.homes.append(home)
        progress(len(home.members))
    for home in twice.homes(places):
        country.homes.append(home)
        progress(len(home.members))
    written = sum(len(home.members) for home in country.homes)
    for home in maker.homes(citizens - written):
        country.homes.append(home)
        progress(len(home.members))
    return country


def save_country(country: Country, progress: Progress = lambda count: None) -> None:
    """Write offices, employers, people, households and the personas' accounts. The caller holds a transaction."""
    members = [member for home in country.homes for member in home.memberships]
    save_accounts(country)  # before the people, who name them
    with inserts_noted_at_once(Employer, Citizen, Household, HouseholdMember):
        create(SiOffice, country.offices, progress)
        create(Employer, [workplace.employer for workplace in country.workplaces.values()], progress)
        create(Citizen, list(country.citizens), progress)
        create(Household, [home.household for home in country.homes], progress)
        create(HouseholdMember, members, progress)
    save_identities(country)


def save_accounts(country: Country) -> None:
    """An account for each persona, and for nobody else."""
    save_staff()
    for persona in PERSONAS:
        if not persona.is_staff:
            country.persona(persona.key).user = User.objects.create(
                username=_opaque_name(persona.key),
                password=make_password(DEMO_PASSWORD),
                verified_at=timezone.now(),
            )


def save_staff() -> None:
    """The members of staff among the personas, where they are not there yet; each with the shared second factor."""
    for persona in PERSONAS:
        if not persona.is_staff:
            continue
        user, is_new = User.objects.get_or_create(
            username=persona.sign_in,
            defaults={
                "password": make_password(DEMO_PASSWORD),
                "is_staff": True,
                "is_superuser": persona.role == "administrator",
                "verified_at": timezone.now(),
            },
        )
        if is_new:
            Officer.objects.create(user=user, province_id=None if persona.nationwide else OFFICER_PROVINCE)
            set_roles(user, persona.staff_roles)
    second_factor.ensure_all()


def save_identities(country: Country) -> None:
    """What stands behind the personas' accounts: their confirmed channels, and who gave them the account."""
    now = timezone.now()
    personas = [country.persona(persona.key) for persona in PERSONAS if persona.role in ("citizen", "clerk")]
    for citizen in personas:
        if user := citizen.user:
            for kind, value in ((ContactKind.PHONE, citizen.phone), (ContactKind.EMAIL, citizen.email)):
                if value:
                    Contact.objects.create(user=user, kind=kind, value=value, verified_at=now)
            IdentityEvidence.objects.create(user=user, citizen=citizen, method=IdentityEvidence.Method.AGENCY)


def _opaque_name(key: str) -> str:
    return hashlib.sha256(f"an-sinh demo {key}".encode()).hexdigest()[:16]
