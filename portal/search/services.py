"""What can be done on this site, and the words people look for it with.

A new page that people should find is one row here. `title` is what the page does, in a few words.
"""

from dataclasses import dataclass
from functools import cache

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Service:
    """`words`: other names of it, without diacritics, Vietnamese and English."""

    code: str
    url_name: str
    title: str | Promise
    text: str | Promise
    words: str = ""
    icon: str = "arrow-right"

    @property
    def address(self) -> str:
        return reverse(self.url_name)


SERVICES = (
    Service(
        "qua-trinh", "insurance:participation-history", _("Xem quá trình tham gia"),
        _("Bạn đã đóng bao nhiêu năm, tháng nào còn thiếu, đơn vị nào đóng cho bạn."),
        "qua trinh dong bhxh bhtn so bao hiem bao nhieu nam thang dong thieu thang "
        "contribution history record years paid",
        "book",
    ),
    Service(
        "the-bhyt", "insurance:card", _("Thẻ BHYT điện tử"),
        _("Thẻ của bạn với mã QR, còn giá trị đến ngày nào."),
        "the bao hiem y te dien tu han the qr kham benh health insurance card expiry digital",
        "user",
    ),
    Service(
        "quyen-loi", "insurance:benefit-list", _("Quyền lợi đã hưởng"),
        _("Ốm đau, thai sản, lương hưu, thất nghiệp: đã nhận bao nhiêu, tính thế nào."),
        "tro cap om dau thai san luong huu that nghiep tu tuat tien da nhan benefits pension "
        "maternity sickness unemployment",
        "coin",
    ),
    Service(
        "kham-benh", "insurance:visit-list", _("Các lần khám chữa bệnh BHYT"),
        _("Từng lần khám, quỹ trả bao nhiêu, bạn trả bao nhiêu."),
        "so kham chua benh lich su vien phi hoa don medical visits bills",
        "hospital",
    ),
    Service(
        "giay-nghi", "insurance:leave-list", _("Giấy nghỉ việc hưởng BHXH"),
        _("Giấy mà nơi khám đã gửi cho bạn."),
        "giay chung nhan nghi viec nghi om c65 sick leave certificate",
        "calendar",
    ),
    Service(
        "tong-quan", "insurance:overview", _("Tổng quan hồ sơ bảo hiểm"),
        _("Mọi việc của bạn trên một trang."),
        "tong quan tai khoan cua toi overview my record", "home",
    ),
    Service(
        "co-quan", "insurance:own-office", _("Cơ quan BHXH của tôi"),
        _("Nơi phụ trách phường, xã bạn đang ở."),
        "co quan phu trach bhxh gan toi my office", "building",
    ),
    Service(
        "tim-noi", "facilities:place-list", _("Tìm địa điểm"),
        _("Cơ quan BHXH, điểm thu, nơi khám chữa bệnh gần bạn; giờ mở cửa, đường đi."),
        "tim benh vien tram y te phong kham co quan bao hiem diem thu dai ly gan nhat ban do "
        "find places hospital office map near",
        "map-pin",
    ),
    Service(
        "tra-ma-so", "lookups:number", _("Tra mã số BHXH"),
        _("Quên mã số: nhận lại qua kênh bạn đã đăng ký."),
        "tra cuu ma so bhxh quen ma so so bao hiem look up social insurance number",
        "search",
    ),
    Service(
        "tra-the", "lookups:card", _("Tra thẻ BHYT còn giá trị không"),
        _("Không cần đăng nhập."),
        "tra cuu the bhyt con han gia tri su dung check card validity",
        "search",
    ),
    Service(
        "tra-don-vi", "lookups:employer", _("Tra đơn vị có tham gia BHXH không"),
        _("Gõ tên hoặc mã đơn vị."),
        "tra cuu don vi cong ty dong bao hiem doanh nghiep no dong employer look up company",
        "building",
    ),
    Service(
        "kiem-tra-ma", "check:check", _("Kiểm tra mã QR trên thẻ hoặc giấy"),
        _("Quét hoặc chọn ảnh: mã thật hay giả, còn giá trị không."),
        "kiem tra ma qr quet xac thuc giay to the check code verify scan",
        "check",
    ),
    Service(
        "dang-nhap", "account_login", _("Đăng nhập"),
        _("Bằng VNeID, mật khẩu hoặc mã gửi về điện thoại."),
        "dang nhap vneid tai khoan sign in log in login", "lock",
    ),
    Service(
        "dang-ky", "accounts:register", _("Mở tài khoản"),
        _("Cần số điện thoại hoặc e-mail của bạn."),
        "dang ky tai khoan mo tai khoan moi register sign up create account",
        "user",
    ),
    Service(
        "khong-vao-duoc", "portal:sign-in-help", _("Không đăng nhập được"),
        _("Quên mật khẩu, mất số, tài khoản bị khóa: xem cần làm gì."),
        "quen mat khau lay lai mat khau mat dien thoai doi so khoa tai khoan forgot password "
        "locked recover",
        "lock",
    ),
    Service(
        "bao-mat", "accounts:security", _("Bảo mật tài khoản"),
        _("Mật khẩu, khóa truy cập, thiết bị đang đăng nhập, số điện thoại và e-mail."),
        "doi mat khau doi so dien thoai thiet bi passkey bao mat hai lop change password "
        "security devices phone",
        "lock",
    ),
    Service(
        "nguoi-than", "citizens:mandates", _("Con và người thân"),
        _("Xem hồ sơ của con, nhờ người thân xem giúp."),
        "con nguoi phu thuoc uy quyen nguoi than giam ho gia dinh children family mandate act "
        "for",
        "user",
    ),
    Service(
        "ai-da-xem", "citizens:access-log", _("Ai đã xem hồ sơ của tôi"),
        _("Mỗi lượt người khác xem đều được ghi lại."),
        "ai da xem nhat ky truy cap quyen rieng tu who looked access log privacy",
        "eye",
    ),
    Service(
        "du-lieu", "citizens:my-data", _("Dữ liệu của tôi"),
        _("Tải về, xin sửa, xin xóa, đồng ý hay không."),
        "tai du lieu ca nhan xuat xoa sua dong y my data download export",
        "download",
    ),
    Service(
        "don-vi",
        "enterprises:home",
        _("Đơn vị của tôi"),
        _("Xem đơn vị đã đóng cho ai, khi bạn được giao việc này."),
        "doanh nghiep don vi cong ty nguoi su dung lao dong ke toan nhan su c12 employer enterprise company",
        "building",
    ),
    Service(
        "dinh-chinh",
        "insurance:correction-list",
        _("Báo sai và đính chính"),
        _("Việc bạn đã báo sai trong hồ sơ đang đến đâu."),
        "bao sai dinh chinh sua sai thieu thang khieu nai so lieu correction dispute wrong record",
        "edit",
    ),
    Service(
        "giay-to",
        "insurance:proof-list",
        _("Giấy xác nhận có mã kiểm tra"),
        _("Tải giấy xác nhận quá trình đóng, thẻ, quyền lợi dạng PDF."),
        "giay xac nhan qua trinh dong c14 pdf trich luc ban in certificate proof extract",
        "download",
    ),
    Service(
        "yeu-cau",
        "support:request-home",
        _("Gửi yêu cầu, theo dõi yêu cầu"),
        _("Hỏi, khiếu nại, báo lỗi; có số và hạn trả lời."),
        "gui cau hoi khieu nai to cao bao loi yeu cau ho tro theo doi request complaint ticket",
        "mail",
    ),
    Service(
        "lien-he",
        "support:contact",
        _("Liên hệ, hẹn gọi lại"),
        _("Tổng đài 1900 9068, e-mail, nơi gần bạn, hẹn giờ gọi lại."),
        "lien he tong dai so dien thoai 19009068 hotline goi lai email contact call back phone",
        "phone",
    ),
    Service(
        "tin-that-gia",
        "support:truth",
        _("Tin này có thật không?"),
        _("Dán tin nhắn, liên kết hoặc số điện thoại lạ để kiểm tra."),
        "tin gia lua dao tin nhan la link la so la kiem tra tin that gia scam fraud fake message",
        "alert",
    ),
    Service(
        "cau-hoi", "support:article-list", _("Câu hỏi thường gặp"),
        _("Trả lời ngắn, có căn cứ và ngày áp dụng."),
        "hoi dap faq cau hoi thuong gap questions answers", "help",
    ),
    Service(
        "tro-ly", "support:assistant", _("Hỏi trợ lý"),
        _("Viết như nói chuyện, trả lời ngay, cả đêm và ngày nghỉ."),
        "tro ly chatbot hoi dap tu dong assistant ask chat", "help",
    ),
    Service(
        "tin-tuc", "portal:news", _("Tin tức"),
        _("Chính sách mới, hướng dẫn, cảnh báo lừa đảo."),
        "tin tuc thong bao chinh sach moi news notices", "book",
    ),
    Service(
        "video", "portal:video-list", _("Video hướng dẫn"),
        _("Ngắn, có phụ đề và bản viết."),
        "video huong dan phim phu de films clips", "eye",
    ),
    Service(
        "rieng-tu", "portal:privacy", _("Quyền riêng tư"),
        _("Chúng tôi giữ gì về bạn, bao lâu, ai xem được."),
        "quyen rieng tu bao ve du lieu ca nhan privacy", "lock",
    ),
)  # fmt: skip


@cache
def by_code() -> dict[str, Service]:
    """Services whose page exists, in the order above."""
    return {service.code: service for service in SERVICES if _exists(service)}


def _exists(service: Service) -> bool:
    try:
        return bool(service.address)
    except NoReverseMatch:
        return False


def choices() -> list[tuple[str, str | Promise]]:
    return [(code, service.title) for code, service in by_code().items()]
