"""The three things on the home page, by who is looking. Asks for nothing of anybody's record."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from citizens.asking import acting_for
from citizens.staff.roles import AT_THE_COUNTER, StaffRole, roles_of


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
        _("Tra cứu ngay"),
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
# What officers come for, the likeliest first: each only for those of its roles.
AT_WORK = (
    (
        {StaffRole.AUDITOR},
        Task(
            _("Cảnh báo về việc xem hồ sơ"),
            _("Lượt xem khác thường của cán bộ, chờ kết luận."),
            "admin:citizens_staffalert_changelist",
            "eye",
            _("Mở cảnh báo"),
        ),
    ),
    (
        {StaffRole.CONTENT},
        Task(
            _("Tin bài"),
            _("Viết, hẹn ngày đăng, ghim thông báo."),
            "admin:portal_newsarticle_changelist",
            "edit",
            _("Mở tin bài"),
        ),
    ),
    (
        {StaffRole.PLACES},
        Task(
            _("Góp ý về địa điểm"),
            _("Chỗ người dân báo sai: giờ mở cửa, địa chỉ, số điện thoại."),
            "admin:facilities_placereport_changelist",
            "map-pin",
            _("Mở góp ý"),
        ),
    ),
    (
        {StaffRole.SUPPORT},
        Task(
            _("Yêu cầu của người dân"),
            _("Câu hỏi, khiếu nại đang chờ trả lời; sắp đến hạn đứng trước."),
            "admin:support_supportrequest_changelist",
            "help",
            _("Mở hàng đợi"),
        ),
    ),
    (
        {StaffRole.NATIONAL, StaffRole.RECORDS},
        Task(
            _("Yêu cầu đính chính"),
            _("Chỗ người dân báo sai trên hồ sơ; sắp đến hạn đứng trước."),
            "admin:insurance_correction_changelist",
            "edit",
            _("Mở hàng đợi"),
        ),
    ),
    (
        AT_THE_COUNTER,
        Task(
            _("Duyệt giấy tờ"),
            _("Giấy tờ người dân gửi để mở tài khoản."),
            "accounts:papers-queue",
            "check",
        ),
    ),
    (
        AT_THE_COUNTER,
        Task(
            _("Quầy tiếp dân"),
            _("Cấp mã cho người đến quầy mà không vào được tài khoản."),
            "accounts:counter",
            "user",
        ),
    ),
    (
        {StaffRole.AUDITOR},
        Task(
            _("Hồ sơ cán bộ đã mở"),
            _("Ai mở hồ sơ nào, vì việc gì."),
            "admin:citizens_recordopening_changelist",
            "book",
        ),
    ),
    (
        {StaffRole.CONTENT},
        Task(
            _("Câu hỏi thường gặp"),
            _("Câu trả lời mà trợ lý dùng; bài sắp hết hạn."),
            "admin:support_article_changelist",
            "help",
        ),
    ),
    (
        {StaffRole.PLACES},
        Task(
            _("Danh sách địa điểm"),
            _("Sửa giờ mở cửa, vị trí, nơi tạm nghỉ."),
            "admin:facilities_place_changelist",
            "book",
        ),
    ),
    (
        set(StaffRole),
        Task(
            _("Trang quản trị"),
            _("Mọi việc đang chờ bạn và số liệu hôm nay."),
            "admin:index",
            "edit",
            _("Mở trang quản trị"),
        ),
    ),
)
MOST_TASKS = 3


def tasks_of(request: HttpRequest) -> tuple[Task, ...]:
    if not request.user.is_authenticated:
        return ANONYMOUS
    if request.user.is_staff:
        return tasks_of_officer(request)
    return MANDATE if acting_for(request) else CITIZEN


def tasks_of_officer(request: HttpRequest) -> tuple[Task, ...]:
    """What the roles of an account allow. An account of staff without a role or a post has nothing to do here."""
    user = request.user
    roles = roles_of(user)
    if not roles:
        return ANONYMOUS[1:]
    # SECURITY: the counter asks for a post; the account that set the house up has none.
    has_post = hasattr(user, "officer")
    found = [
        task for those, task in AT_WORK if roles & those and (has_post or task.url_name.startswith("admin:"))
    ]
    return tuple(found[:MOST_TASKS])
