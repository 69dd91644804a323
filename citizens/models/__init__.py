"""Who: accounts, people and their households, employers, offices and staff."""

from citizens.models.accounts import Officer, SiOffice, User
from citizens.models.employers import Employer
from citizens.models.history import keeps_history
from citizens.models.people import Citizen, DatePrecision, Household, HouseholdMember, Sex

__all__ = [
    "Citizen",
    "DatePrecision",
    "Employer",
    "Household",
    "HouseholdMember",
    "Officer",
    "Sex",
    "SiOffice",
    "User",
    "keeps_history",
]
