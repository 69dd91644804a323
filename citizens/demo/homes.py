"""Households and the people in them: families with dates that agree, from one fixed seed."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from citizens.demo import names
from citizens.demo.numbers import Registrar, bhxh_number, personal_id, phone
from citizens.demo.persona_homes import PERSONA_HOMES, HomePlan
from citizens.demo.places import Places, is_rural
from citizens.models import Citizen, DatePrecision, Household, HouseholdMember, Sex
from territory.models import Ward
from territory.text import fold

SEED = "an-sinh 1"
DAYS_PER_YEAR = 365.25
GROWN_UP, OLD = 18, 58

Relation = HouseholdMember.Relation
Standing = Household.Standing


@dataclass
class Home:
    """A household with all its memberships, those that ended too. `name` seeds what else is made for it."""

    name: str
    household: Household
    memberships: list[HouseholdMember] = field(default_factory=list)

    @property
    def members(self) -> list[Citizen]:
        """Who lives here now."""
        return [membership.citizen for membership in self.memberships if membership.left_on is None]

    @property
    def is_rural(self) -> bool:
        return is_rural(self.household.ward)

    def children_of(self, parent: Citizen) -> list[Citizen]:
        """The children of the head or of the spouse of the head; nobody else's are known."""
        relation = next((row.relation for row in self.memberships if row.citizen is parent), None)
        if relation not in (Relation.HEAD, Relation.SPOUSE):
            return []
        return [row.citizen for row in self.memberships if row.relation == Relation.CHILD]


def years_before(today: date, years: float) -> date:
    return today - timedelta(days=int(years * DAYS_PER_YEAR))


def age_on(day: date, born: date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


class HomeMaker:
    """Makes homes one after the other. The n-th is the same whatever else the program asks."""

    def __init__(self, places: Places, today: date) -> None:
        self.places = places
        self.today = today
        self.registrar = Registrar()

    def persona_homes(self) -> Iterator[tuple[str, Home]]:
        """The written homes with the key of the persona who lives there."""
        for plan in PERSONA_HOMES:
            yield plan.persona, self._written(plan)

    def homes(self, citizens: int) -> Iterator[Home]:
        """Homes until there are so many people; the last one may bring a few more."""
        provinces = sorted(self.places.by_province)
        count, number = 0, 0
        while count < citizens:
            rng = Random(f"{SEED} home {number}")  # noqa: S311 - fiction, not secrets
            # Every province first, then where people live.
            province = provinces[number] if number < len(provinces) else self.places.province(rng)
            for home in self._family(rng, f"{number}", province):
                count += len(home.members)
                yield home
            number += 1

    def _written(self, plan: HomePlan) -> Home:
        ward = self.places.named(plan.province, plan.ward)
        home = self._home(f"persona {plan.persona}", ward, plan.address, plan.standing)
        for person in plan.people:
            serial, id_serial = self.registrar.person()
            email = "" if not person.bhxh_number else f"{fold(person.name).replace(' ', '.')}@example.com"
            number = person.bhxh_number or bhxh_number(plan.province, person.born.year + 18, serial)
            citizen = Citizen(
                bhxh_number=number,
                personal_id=personal_id(person.born_in or plan.province, person.born, person.sex, id_serial),
                full_name=person.name,
                birth_date=person.born,
                sex=person.sex,
                phone=phone(id_serial) if age_on(self.today, person.born) >= GROWN_UP else "",
                email=email,
                address=plan.address,
                ward=ward,
                province=ward.province,
            )
            self._add(home, citizen, person.relation, max(person.born, plan.since))
        return home

    def _family(self, rng: Random, name: str, province: str) -> Iterator[Home]:
        """One household, or the household of old parents and that of their grown child."""
        kind = rng.choices(("couple", "middle", "elders", "single", "single_parent"), (42, 21, 13, 17, 7))[0]
        home = self._new_home(rng, name, province)
        match kind:
            case "couple":
                self._couple(rng, home, rng.uniform(24, 45))
                if rng.random() < 0.2:
                    self._grandparent(rng, home)
            case "middle":
                self._couple(rng, home, rng.uniform(45, 58))
            case "elders":
                self._couple(rng, home, rng.uniform(OLD, 84))
                if rng.random() < 0.4:
                    yield home
                    home = self._moved_out(rng, f"{name} child", home)
            case "single":
                self._person(rng, home, Relation.HEAD, self._born(rng, rng.uniform(19, 42)))
            case _:
                mother = self._person(
                    rng, home, Relation.HEAD, self._born(rng, rng.uniform(25, 45)), sex=Sex.FEMALE
                )
                self._children(rng, home, mother, at_least=1)
        yield home

    def _new_home(self, rng: Random, name: str, province: str) -> Home:
        ward = self.places.ward(rng, province)
        rural = is_rural(ward)
        standing = rng.choices(
            (Standing.ORDINARY, Standing.NEAR_POOR, Standing.POOR), (86, 8, 6) if rural else (95, 3, 2)
        )[0]
        place = f"Thôn {rng.randint(1, 12)}" if rural else f"Số {rng.randint(1, 300)}, đường Minh Họa"
        return self._home(name, ward, place, standing)

    def _home(self, name: str, ward: Ward, address: str, standing: str) -> Home:
        code = self.registrar.household(ward.province_id)
        return Home(name, Household(code=code, address=address, ward=ward, standing=standing))

    def _couple(
        self, rng: Random, home: Home, husbands_age: float, family_name: str = ""
    ) -> tuple[Citizen, Citizen]:
        husband = self._person(
            rng, home, Relation.HEAD, self._born(rng, husbands_age), sex=Sex.MALE, family_name=family_name
        )
        wifes_age = max(20.0, husbands_age - rng.uniform(-1, 6))
        wife = self._person(rng, home, Relation.SPOUSE, self._born(rng, wifes_age), sex=Sex.FEMALE)
        self._children(rng, home, wife)
        return husband, wife

    def _children(self, rng: Random, home: Home, mother: Citizen, at_least: int = 0) -> None:
        """Children of the head's family name; those over 30 live elsewhere and are not made."""
        head = home.members[0]
        wanted = max(at_least, rng.choices((0, 1, 2, 3, 4), (12, 27, 44, 13, 4))[0])
        born = mother.birth_date + timedelta(days=int(rng.uniform(20.5, 30) * DAYS_PER_YEAR))
        for _child in range(wanted):
            if born > self.today:
                return
            if age_on(self.today, born) < (25 if rng.random() < 0.7 else 30):
                family_name = head.full_name.split()[0]
                self._person(rng, home, Relation.CHILD, born, family_name=family_name)
            born += timedelta(days=int(rng.uniform(1.7, 6) * DAYS_PER_YEAR))
            if age_on(born, mother.birth_date) > 41:
                return

    def _grandparent(self, rng: Random, home: Home) -> None:
        head = home.members[0]
        born = head.birth_date - timedelta(days=int(rng.uniform(21, 34) * DAYS_PER_YEAR))
        sex = rng.choices((Sex.MALE, Sex.FEMALE), (1, 2))[0]
        family_name = head.full_name.split()[0] if sex == Sex.MALE else ""
        self._person(rng, home, Relation.PARENT, born, sex=sex, family_name=family_name)

    def _moved_out(self, rng: Random, name: str, parents: Home) -> Home:
        """The household of a grown son, who was in his parents' until he founded it."""
        father, mother = parents.members[:2]
        province = parents.household.ward.province_id
        home = self._new_home(rng, name, province)
        age = (self.today - mother.birth_date).days / DAYS_PER_YEAR - rng.uniform(21, 29)
        son, _wife = self._couple(rng, home, max(age, 21.0), father.full_name.split()[0])
        moved = home.memberships[0].joined_on
        parents.memberships.append(
            HouseholdMember(
                household=parents.household,
                citizen=son,
                relation=Relation.CHILD,
                joined_on=son.birth_date,
                left_on=moved,
            )
        )
        return home

    def _born(self, rng: Random, age: float) -> date:
        return years_before(self.today, age) - timedelta(days=rng.randrange(20))

    def _person(
        self,
        rng: Random,
        home: Home,
        relation: Relation,
        born: date,
        *,
        sex: Sex | None = None,
        family_name: str = "",
    ) -> Citizen:
        ward = home.household.ward
        sex = sex or rng.choice((Sex.MALE, Sex.FEMALE))
        age = age_on(self.today, born)
        precision = DatePrecision.DAY
        if age > 60 and rng.random() < 0.12:
            precision, born = DatePrecision.YEAR, born.replace(month=1, day=1)
        elif age > 50 and rng.random() < 0.02:
            precision, born = DatePrecision.MONTH, born.replace(day=1)
        full_name = " ".join(
            (family_name or names.family_name(rng, ward.province_id), names.given_names(rng, sex))
        )
        serial, id_serial = self.registrar.person()
        born_in = ward.province_id if rng.random() < 0.8 else self.places.province(rng)
        adult = age >= GROWN_UP
        citizen = Citizen(
            bhxh_number=bhxh_number(ward.province_id, born.year + min(age, rng.randint(18, 26)), serial),
            # A few old people never got the number of twelve digits.
            personal_id=None
            if age > 75 and rng.random() < 0.1
            else personal_id(born_in, born, sex, id_serial),
            full_name=full_name,
            birth_date=born,
            birth_precision=precision,
            sex=sex,
            phone=phone(id_serial) if adult and rng.random() < 0.9 else "",
            email=f"{fold(full_name).replace(' ', '.')}.{id_serial}@example.com"
            if GROWN_UP <= age < 60 and rng.random() < 0.4
            else "",
            address=home.household.address,
            ward=ward,
            province=ward.province,
        )
        founded = home.memberships[0].joined_on if home.memberships else self._founded(rng, born)
        self._add(home, citizen, relation, max(founded, born))
        return citizen

    def _founded(self, rng: Random, head_born: date) -> date:
        """When the head founded the household, between 20 and 27 years of age."""
        founded = head_born + timedelta(days=int(rng.uniform(20, 27) * DAYS_PER_YEAR))
        return min(founded, self.today - timedelta(days=rng.randint(30, 300)))

    def _add(self, home: Home, citizen: Citizen, relation: str, joined_on: date) -> None:
        home.memberships.append(
            HouseholdMember(household=home.household, citizen=citizen, relation=relation, joined_on=joined_on)
        )
