"""The one thing that helps after an answer: words, address and icon of each action.

Pages of other rooms are named by their route, and an action whose page this site does not have becomes the hotline:
a link never leads nowhere.
"""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from support.models import Action


@dataclass(frozen=True)
class NextStep:
    words: str | Promise
    url: str
    icon: str


HOTLINE = NextStep(_("Gọi tổng đài 1900 9068"), "tel:19009068", "phone")
# Routes in the order of preference.
ROUTES: dict[str, tuple[str | Promise, tuple[str, ...], str]] = {
    Action.CARD: (_("Xem thẻ BHYT của tôi"), ("insurance:card",), "eye"),
    Action.RECORD: (_("Xem quá trình tham gia của tôi"), ("insurance:participation-history",), "book"),
    Action.BENEFITS: (_("Xem quyền lợi của tôi"), ("insurance:benefit-list",), "book"),
    Action.VISITS: (_("Xem các lần khám của tôi"), ("insurance:visit-list",), "calendar"),
    Action.LEAVE: (_("Xem giấy nghỉ việc của tôi"), ("insurance:leave-list",), "calendar"),
    Action.OFFICES: (_("Tìm cơ quan BHXH gần bạn"), ("facilities:office-in-charge",), "home"),
    Action.FACILITIES: (_("Tìm nơi khám chữa bệnh"), ("facilities:place-list",), "home"),
    Action.REIMBURSEMENT: (_("Tìm cơ quan BHXH để nộp hồ sơ"), ("facilities:office-in-charge",), "home"),
    Action.ACCOUNT: (_("Xem cách vào lại tài khoản"), ("portal:sign-in-help",), "lock"),
    Action.REQUEST: (_("Gửi câu hỏi cho cán bộ"), ("support:request-new",), "mail"),
}


def hand_over() -> NextStep:
    """To a person, with what the assistant was told."""
    return NextStep(
        _("Gửi cho cán bộ, kèm cuộc trò chuyện này"), f"{reverse('support:request-new')}?tu=tro-ly", "mail"
    )


def near_me() -> NextStep:
    """The offices nearest to wherever one stands."""
    return NextStep(
        _("Tìm cơ quan BHXH gần bạn"), f"{reverse('facilities:place-list')}?loai=office", "map-pin"
    )


def next_step(action: str) -> NextStep:
    if action not in ROUTES:
        return HOTLINE
    words, routes, icon = ROUTES[action]
    for route in routes:
        try:
            return NextStep(words, reverse(route), icon)
        except NoReverseMatch:
            continue
    return HOTLINE
