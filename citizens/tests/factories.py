"""Small fictional people for tests. Every number is made from a counter; every argument can be overridden."""

import time
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from allauth.account.internal.flows import login
from allauth.account.internal.userkit import user_id_to_str
from django.test import Client
from django.utils.timezone import localdate, now

from citizens.actors import DataClass
from citizens.models import (
    Citizen,
    Contact,
    Employer,
    Household,
    HouseholdMember,
    Mandate,
    Officer,
    SiOffice,
    User,
)
from citizens.rules.guardianship import guardianship_ends_on
from citizens.staff.roles import set_roles
from territory.models import Province, Ward

PASSWORD = "mat-khau-thu-nghiem"
VERIFIED_AT = datetime(2026, 1, 5, 2, tzinfo=UTC)
_numbers = count(1)


def make_ward(province_code: str = "75", **fields: Any) -> Ward:
    """A ward of a province; both are made when missing."""
    province, _ = Province.objects.get_or_create(
        code=province_code,
        defaults={
            "name": f"Tỉnh {province_code}",
            "full_name": f"Tỉnh {province_code}",
            "latitude": 10.9,
            "longitude": 106.8,
        },
    )
    code = fields.pop("code", f"{int(province_code):02d}001")
    ward, _ = Ward.objects.get_or_create(
        code=code, defaults={"province": province, "name": f"Phường {code}", "short_name": code, **fields}
    )
    return ward


def make_user(**fields: Any) -> User:
    """An account that signs in with PASSWORD, its owner's identity verified; `verified_at=None` leaves that out."""
    number = next(_numbers)
    password = fields.pop("password", PASSWORD)
    fields.setdefault("verified_at", VERIFIED_AT)
    return User.objects.create_user(fields.pop("username", f"nguoi-{number}"), password, **fields)


def make_citizen(**fields: Any) -> Citizen:
    """A person with an account. `user=None` leaves the account out; `province_code` chooses where."""
    number = next(_numbers)
    ward = fields.pop("ward", None) or make_ward(fields.pop("province_code", "75"))
    if "user" not in fields:
        fields["user"] = make_user()
    defaults = {
        "bhxh_number": f"75{number:08d}",
        "personal_id": f"075090{number:06d}",
        "full_name": f"Nguyễn Thử {number}",
        "birth_date": date(1990, 5, 20),
        "sex": "F",
        "ward": ward,
        "province": ward.province,
    }
    return Citizen.objects.create(**{**defaults, **fields})


def make_office(province_code: str = "75", **fields: Any) -> SiOffice:
    number = next(_numbers)
    ward = make_ward(province_code)
    return SiOffice.objects.create(
        **{"code": f"CS{number}", "name": f"BHXH cơ sở thử {number}", "province": ward.province, **fields}
    )


def make_employer(province_code: str = "75", **fields: Any) -> Employer:
    number = next(_numbers)
    ward = make_ward(province_code)
    defaults = {
        "unit_code": f"TA{number:04d}Z",
        "name": f"Công ty Thử {number}",
        "wage_region": 1,
        "ward": ward,
        "managing_office": fields.pop("managing_office", None) or make_office(province_code),
    }
    return Employer.objects.create(**{**defaults, **fields})


OF_A_PROVINCE = ("records", "support", "places")
OF_THE_COUNTRY = ("national", "content", "places")


def make_officer(province_code: str | None = "75", roles: Iterable[str] = (), **fields: Any) -> Officer:
    """A member of staff for one province, or for the whole country with None; `roles` are those usual there."""
    number = next(_numbers)
    user = fields.pop("user", None) or make_user(username=f"canbo{number}", is_staff=True)
    province = make_ward(province_code).province if province_code else None
    set_roles(user, roles or (OF_A_PROVINCE if province_code else OF_THE_COUNTRY))
    return Officer.objects.create(user=user, province=province, **fields)


def show_second_factor(client: Client, user: User) -> None:
    """Leave in a signed-in session what a right code of an app leaves there.

    `force_login` does so for staff in every test (conftest.py); a password typed into the form does not.
    """
    session = client.session
    session[login.AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "mfa", "type": "totp", "at": 0}]
    session[login._AUTHENTICATION_METHODS_USER_SESSION_KEY] = user_id_to_str(user)
    session.save()


def give_fresh_proof(client: Client, user: User) -> None:
    """Leave in a signed-in session what typing the password again leaves there (security.md T17)."""
    session = client.session
    kept = session.get(login.AUTHENTICATION_METHODS_SESSION_KEY, [])
    proof = {"method": "password", "at": time.time(), "reauthenticated": True}
    session[login.AUTHENTICATION_METHODS_SESSION_KEY] = [*kept, proof]
    session[login._AUTHENTICATION_METHODS_USER_SESSION_KEY] = user_id_to_str(user)
    session.save()


def staff_client(province_code: str | None = "75", **fields: Any) -> Client:
    """A browser in which an officer is signed in, second factor and all."""
    client = Client()
    client.force_login(make_officer(province_code, **fields).user)
    return client


def make_household(*members: Citizen, **fields: Any) -> Household:
    """A household; the first member is its head, the others are children."""
    number = next(_numbers)
    ward = members[0].ward if members else make_ward()
    household = Household.objects.create(**{"code": f"{number:010d}", "ward": ward, **fields})
    for position, member in enumerate(members):
        HouseholdMember.objects.create(
            household=household,
            citizen=member,
            relation="child" if position else "head",
            joined_on=date(2015, 1, 1),
        )
    return household


def make_contact(user: User, kind: str = "phone", value: str = "", **fields: Any) -> Contact:
    """A verified channel of an account; `verified_at=None` leaves it unconfirmed."""
    number = next(_numbers)
    value = value or (f"09{number:08d}" if kind == "phone" else f"nguoi{number}@vidu.vn")
    return Contact.objects.create(user=user, kind=kind, value=value, **{"verified_at": VERIFIED_AT, **fields})


def make_child_mandate(holder: Citizen, child: Citizen, **fields: Any) -> Mandate:
    """What `holder` got when they first opened their child's record. The household record must say so too."""
    return Mandate.objects.create(
        **{
            "kind": Mandate.Kind.CHILD,
            "subject": child,
            "holder": holder,
            "scope": DataClass.values,
            "starts_on": child.birth_date,
            "ends_on": guardianship_ends_on(child.birth_date, localdate()),
            "confirmed_at": now(),
            **fields,
        }
    )


def make_consent(subject: Citizen, holder: Citizen, **fields: Any) -> Mandate:
    """A confirmed consent of an adult, for the participation history, for a month from today."""
    return Mandate.objects.create(
        **{
            "kind": Mandate.Kind.CONSENT,
            "subject": subject,
            "holder": holder,
            "scope": [DataClass.IDENTITY, DataClass.PARTICIPATION],
            "starts_on": localdate(),
            "ends_on": localdate() + timedelta(days=30),
            "confirmed_at": now(),
            **fields,
        }
    )
