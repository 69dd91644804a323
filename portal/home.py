"""The three things on the home page, by who is looking. Asks for nothing of anybody's record."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from citizens.access import acting_for


@dataclass(frozen=True)
class Task:
    """`action`: words on the button of the first one."""

    title: str | Promise
    text: str | Promise
    url_name: str
    icon: str
    action: str | Promise = ""

    @property
    def address(self) -> str:
        return reverse(self.url_name)


_HISTORY = _("Bạn đã đóng bao nhiêu năm, tháng nào còn thiếu, đơn vị nào đóng cho bạn.")
ANONYMOUS = (
    Task(
        _("Xem quá trình tham gia"),
        _HISTORY,
        "insurance:participation-history",
        "book",
        _("Đăng nhập để xem"),
    ),
    Task(
        _("Tra cứu không cần đăng nhập"),
        _("Mã số BHXH của bạn, thẻ BHYT còn giá trị không, đơn vị có tham gia không."),
        "lookups:overview",
        "search",
    ),
    Task(
        _("Tìm nơi gần bạn"),
        _("Cơ quan BHXH, điểm thu, nơi khám chữa bệnh; giờ mở cửa, đường đi."),
        "facilities:place-list",
        "map-pin",
    ),
)
CITIZEN = (
    Task(_("Xem quá trình tham gia"), _HISTORY, "insurance:participation-history", "book", _("Xem ngay")),
    Task(_("Thẻ BHYT của tôi"), _("Mã QR để đi khám, còn giá trị đến ngày nào."), "insurance:card", "user"),
    Task(
        _("Quyền lợi đã hưởng"),
        _("Ốm đau, thai sản, lương hưu: đã nhận bao nhiêu, tính thế nào."),
        "insurance:benefit-list",
        "coin",
    ),
)
MANDATE = (
    Task(
        _("Xem quá trình tham gia của người thân"),
        _("Bạn đang xem thay người khác. Mỗi lượt xem được ghi lại cho họ biết."),
        "insurance:participation-history",
        "book",
        _("Xem ngay"),
    ),
    Task(
        _("Thẻ BHYT của người thân"),
        _("Mã QR để đi khám, còn giá trị đến ngày nào."),
        "insurance:card",
        "user",
    ),
    Task(
        _("Thôi xem thay"),
        _("Trở về hồ sơ của bạn, hoặc chọn người khác."),
        "citizens:mandates",
        "arrow-left",
    ),
)
OFFICER = (
    Task(
        _("Việc đang chờ bạn"),
        _("Báo sai, câu hỏi, yêu cầu và tin bài trong trang quản trị."),
        "admin:index",
        "edit",
        _("Mở trang quản trị"),
    ),
    Task(
        _("Duyệt giấy tờ"),
        _("Giấy tờ người dân gửi để mở tài khoản."),
        "accounts:papers-queue",
        "check",
    ),
    Task(
        _("Quầy tiếp dân"),
        _("Cấp mã cho người đến quầy mà không vào được tài khoản."),
        "accounts:counter",
        "user",
    ),
)


def tasks_of(request: HttpRequest) -> tuple[Task, ...]:
    if not request.user.is_authenticated:
        return ANONYMOUS
    if request.user.is_staff:
        return OFFICER
    return MANDATE if acting_for(request) else CITIZEN
