"""The demo's units: who works for them in the enterprise area."""

from django.utils import timezone

from citizens.demo.country import Country
from citizens.models import EmployerMember

# Persona, key of the workplace, role. The clerk works for two units.
DESKS = (
    ("owner", "garment-dn", EmployerMember.Role.OWNER),
    ("clerk", "garment-dn", EmployerMember.Role.CLERK),
    ("clerk", "furniture-dn", EmployerMember.Role.OWNER),
    ("viewer", "garment-dn", EmployerMember.Role.VIEWER),
)


def save(country: Country) -> None:
    """Write the memberships. The caller holds a transaction, and has saved the country."""
    now = timezone.now()
    for persona, workplace, role in DESKS:
        EmployerMember.objects.create(
            employer=country.workplaces[workplace].employer,
            citizen=country.persona(persona),
            role=role,
            confirmed_at=now,
        )
