"""Who is asking, and for whose record: the one value every read of a person's record starts from.

An `Actor` is made by `citizens/asking.py` from the session (the person, or an active mandate) or from an officer's
post; never from a URL, a form field or a header. `PersonalQuerySet.for_actor(actor)` turns it into rows, and the
actor's `UnitOfWork` remembers what was read of whom, so that the access log gets one entry for each other person.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from citizens.models import Citizen


class DataClass(models.TextChoices):
    """What part of a record a table belongs to: the words of mandates' scopes and of the access log."""

    IDENTITY = "identity", _("thông tin cá nhân")
    PARTICIPATION = "participation", _("quá trình tham gia")
    CARD = "card", _("thẻ BHYT")
    BENEFITS = "benefits", _("quyền lợi đã hưởng")
    HEALTH = "health", _("khám chữa bệnh")
    LEAVE = "leave", _("giấy nghỉ việc")
    ACCESS_LOG = "access_log", _("ai đã xem hồ sơ")
    REQUESTS = "requests", _("yêu cầu đã gửi")


class Role(models.TextChoices):
    """In what quality somebody reads a record. Everybody but SELF leaves an entry in the access log."""

    NOBODY = "nobody", _("chưa đăng nhập")
    SELF = "self", _("chính bạn")
    GUARDIAN = "guardian", _("cha, mẹ hoặc người giám hộ")
    DELEGATE = "delegate", _("người được bạn ủy quyền")
    CLERK = "clerk", _("người làm hồ sơ của đơn vị")
    OFFICER = "officer", _("cán bộ BHXH")
    COUNTER = "counter", _("cán bộ BHXH làm giúp tại quầy")
    ADMINISTRATOR = "administrator", _("người quản trị hệ thống")
    SYSTEM = "system", _("hệ thống tự động")


class Purpose(models.TextChoices):
    """Why a record was read, as the log keeps it."""

    CHILD = "child", _("xem hồ sơ của con")
    CONSENT = "consent", _("xem hồ sơ theo ủy quyền của bạn")
    OFFICE = "office", _("làm hồ sơ ở trang quản trị")
    EMPLOYER = "employer", _("xem bảo hiểm của người lao động trong đơn vị")
    PAPERS = "papers", _("đối chiếu giấy tờ bạn gửi")
    COUNTER = "counter", _("cấp mã cho bạn tại quầy")
    LOOKUP = "lookup", _("có người tra cứu công khai bằng thông tin của bạn")
    IMPORT = "import", _("đối chiếu hồ sơ với tệp dữ liệu sắp nhập")
    EXPORT = "export", _("tạo tệp dữ liệu bạn yêu cầu tải về")
    SEARCH = "search", _("tìm người trong danh sách, chưa mở hồ sơ")
    CASE = "case", _("giải quyết yêu cầu của bạn")
    HEALTH_CASE = "health_case", _("đối chiếu khám chữa bệnh theo yêu cầu của bạn")
    AT_COUNTER = "at_counter", _("bạn ở quầy")
    ON_PHONE = "on_phone", _("bạn gọi điện")
    CHECK = "check", _("kiểm tra số liệu đóng, hưởng")
    MERGE = "merge", _("đối chiếu để gộp hoặc tách hai hồ sơ của bạn")
    COUNTER_MODE = "counter_mode", _("làm giúp bạn tại quầy, có phiếu")


def purpose_words(purpose: str) -> str:
    """A purpose as the log keeps it, for people: a word of `Purpose`, then the number of a case where there is one."""
    word, _space, number = purpose.partition(" ")
    if word not in Purpose.values:
        return purpose
    return f"{Purpose(word).label} ({number})" if number else str(Purpose(word).label)


EVERYTHING = frozenset(DataClass)
# SECURITY: what a unit may see of its people, and of them only the rows it declared itself (`of_employer`).
EMPLOYER_WORK = frozenset({DataClass.IDENTITY, DataClass.PARTICIPATION, DataClass.CARD})


class OutOfScope(PermissionDenied):
    """The mandate does not cover this part of the record. The site answers with a page that says so."""

    def __init__(self, data_class: DataClass) -> None:
        super().__init__(f"the actor may not read the class {data_class}")
        self.data_class = data_class


class ReadOutsideWorkError(RuntimeError):
    """Another person's record was about to be read where no access-log entry could be written with it."""


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a member of staff or an employer's clerk sees. Nothing is set: nobody at all."""

    nationwide: bool = False
    province_id: str | None = None
    office_id: int | None = None
    employer_id: int | None = None


NOWHERE = Reach()


@dataclass(slots=True)
class UnitOfWork:
    """What one request or job has read of other people. It closes by writing one access-log entry a person."""

    public_id: uuid.UUID = field(default_factory=uuid.uuid4)
    is_open: bool = False
    reads: defaultdict[int, set[DataClass]] = field(default_factory=lambda: defaultdict(set))

    def note(self, data_class: DataClass, subject_ids: Iterable[int]) -> None:
        if not self.is_open:
            raise ReadOutsideWorkError("read other people's records inside `with actor.at_work():`")
        for subject_id in subject_ids:
            self.reads[subject_id].add(data_class)


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody at work on records.

    `person` is who they are themselves, `subject` the one person whose record it is (themselves, or whom they act
    for). Staff and clerks have no subject: `reach` says which people they see. `scope` says which parts.
    """

    role: Role
    scope: frozenset[DataClass] = frozenset()
    user_id: int | None = None
    label: str = ""  # how the access log names them
    person: "Citizen | None" = None
    subject: "Citizen | None" = None
    reach: Reach = NOWHERE
    roles: frozenset[str] = frozenset()  # of a member of staff: citizens/staff/roles.py
    unit: str = ""
    purpose: str = ""
    work: UnitOfWork = field(default_factory=UnitOfWork, compare=False)

    @classmethod
    def nobody(cls) -> "Actor":
        return cls(Role.NOBODY)

    @classmethod
    def oneself(cls, person: "Citizen") -> "Actor":
        return cls(Role.SELF, EVERYTHING, person.user_id, person.full_name, person, person)

    @classmethod
    def system(cls, subject: "Citizen", *, purpose: str, unit: str = "An Sinh") -> "Actor":
        """A job of the site itself that works on one person's record, such as an export somebody ordered."""
        return cls(Role.SYSTEM, EVERYTHING, None, unit, None, subject, unit=unit, purpose=purpose)

    @property
    def acts_for_another(self) -> bool:
        return self.role in {Role.GUARDIAN, Role.DELEGATE, Role.COUNTER}

    @property
    def reads_are_logged(self) -> bool:
        return self.role not in {Role.SELF, Role.NOBODY}

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """One transaction around everything this actor reads, which ends with the access-log entries.

        An exception takes the entries back together with the answer that would have shown what was read.
        """
        from citizens.access_log import write_entries  # models come after this module

        with transaction.atomic():
            self.work.is_open = True
            try:
                yield
                write_entries(self)
            finally:
                self.work.is_open = False
