"""Counter mode: with the person present and agreeing, an officer uses the person's own pages for half an hour."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from citizens.models import Citizen, CounterVisit, User

LONGEST = timedelta(minutes=30)
CONSENT = _(
    "Tôi đồng ý để cán bộ BHXH mở các trang hồ sơ của tôi tại quầy hôm nay, khi tôi có mặt, để làm việc tôi yêu cầu. "
    "Việc này hết khi cán bộ bấm Kết thúc, muộn nhất sau 30 phút. Tôi nhận một phiếu ghi những gì đã mở."
)


def begin(*, officer: User, citizen: Citizen, unit: str) -> CounterVisit:
    """The words the person agreed to are kept with the visit. Whatever this officer had running ends."""
    now = timezone.now()
    visits = CounterVisit._base_manager
    visits.filter(officer=officer, ended_at=None).update(ended_at=now)
    visit: CounterVisit = visits.create(
        officer=officer, citizen=citizen, unit=unit, consent=str(CONSENT), began_at=now, ends_at=now + LONGEST
    )
    return visit


def running_visit(officer_id: int, key: str) -> CounterVisit | None:
    """The officer's own visit with this public id, while it runs."""
    try:
        found: CounterVisit | None = (
            CounterVisit._base_manager.select_related("citizen")
            .filter(public_id=key, officer=officer_id, ended_at=None, ends_at__gt=timezone.now())
            .first()
        )
    except ValidationError:  # no UUID
        return None
    return found


def close_visit(officer_id: int, key: str) -> CounterVisit | None:
    visits = CounterVisit._base_manager.filter(public_id=key, officer=officer_id)
    visits.filter(ended_at=None).update(ended_at=timezone.now())
    visit: CounterVisit | None = visits.first()
    return visit
