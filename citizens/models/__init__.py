"""Who: accounts, people and their households, employers, offices and staff."""

from citizens.models.access_log import AccessEntry, AccessHead, AccessPending, AccessSeal
from citizens.models.accounts import Officer, SiOffice, User
from citizens.models.approvals import Approval, Merge, MergePaper
from citizens.models.codes import Allowance, CodeChallenge
from citizens.models.contacts import Contact, ContactChange, ContactKind
from citizens.models.data_requests import AccessQuestion, Consent, DataExport, DataRequest
from citizens.models.employer_members import EmployerMember
from citizens.models.employers import Employer
from citizens.models.history import keeps_history
from citizens.models.identity import CounterCode, IdentityCheck, IdentityClaim, IdentityEvidence
from citizens.models.mandates import Mandate
from citizens.models.notifications import NoticeChoice, Notification, QuietHours, Topic
from citizens.models.outbox import OutboxMessage
from citizens.models.people import Citizen, DatePrecision, Household, HouseholdMember, Sex
from citizens.models.recovery import KnownDevice, RecoveryRequest, TrustedPerson
from citizens.models.staff import CounterVisit, RecordOpening, StaffAlert, WatchedPerson
from citizens.models.uploads import StoredFile

__all__ = [
    "AccessEntry",
    "AccessHead",
    "AccessPending",
    "AccessQuestion",
    "AccessSeal",
    "Allowance",
    "Approval",
    "Citizen",
    "CodeChallenge",
    "Consent",
    "Contact",
    "ContactChange",
    "ContactKind",
    "CounterCode",
    "CounterVisit",
    "DataExport",
    "DataRequest",
    "DatePrecision",
    "Employer",
    "EmployerMember",
    "Household",
    "HouseholdMember",
    "IdentityCheck",
    "IdentityClaim",
    "IdentityEvidence",
    "KnownDevice",
    "Mandate",
    "Merge",
    "MergePaper",
    "NoticeChoice",
    "Notification",
    "Officer",
    "OutboxMessage",
    "QuietHours",
    "RecordOpening",
    "RecoveryRequest",
    "Sex",
    "SiOffice",
    "StaffAlert",
    "StoredFile",
    "Topic",
    "TrustedPerson",
    "User",
    "WatchedPerson",
    "keeps_history",
]
