"""The words for places: what they are, what level they have, what they do."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    """What a place is for."""

    OFFICE = "office", _("Cơ quan BHXH")
    AGENT = "agent", _("Điểm thu")
    FACILITY = "facility", _("Nơi khám bệnh")
    PAYMENT = "payment", _("Điểm chi trả")


class FacilityType(TextChoices):
    HOSPITAL = "hospital", _("Bệnh viện")
    MEDICAL_CENTER = "center", _("Trung tâm y tế")
    CLINIC = "clinic", _("Phòng khám")
    STATION = "station", _("Trạm y tế")


class CareLevel(TextChoices):
    """Levels of care since 2025-01-01 (Law 51/2024/QH15)."""

    INITIAL = "initial", _("Ban đầu")
    BASIC = "basic", _("Cơ bản")
    SPECIALISED = "specialised", _("Chuyên sâu")


class FormerTier(TextChoices):
    """Tier before 2025, which still decides what a self-referred patient is paid."""

    COMMUNE = "commune", _("Tuyến xã")
    DISTRICT = "district", _("Tuyến huyện")
    PROVINCE = "province", _("Tuyến tỉnh")
    CENTRAL = "central", _("Tuyến trung ương")


class ScoreBand(TextChoices):
    """Points of a basic-level facility when it was ranked."""

    UNDER_50 = "under50", _("Dưới 50 điểm hoặc xếp tạm")
    FROM_50 = "50to70", _("Từ 50 đến dưới 70 điểm")
    FROM_70 = "from70", _("Từ 70 điểm")


class Service(TextChoices):
    DOSSIER = "dossier", _("Nhận hồ sơ")
    RESULT = "result", _("Trả kết quả, trả thẻ và sổ")
    CARD = "card", _("Cấp, đổi thẻ BHYT")
    VOLUNTARY = "voluntary", _("Thu BHXH tự nguyện")
    HOUSEHOLD = "household", _("Thu BHYT hộ gia đình")
    PENSION = "pension", _("Chi lương hưu, trợ cấp")
    UNEMPLOYMENT = "unemployment", _("Chi trợ cấp thất nghiệp")
    EMERGENCY = "emergency", _("Cấp cứu 24/24")
    MATERNITY = "maternity", _("Khám thai, sinh con")
    CHILDREN = "children", _("Khám trẻ em")
    DIALYSIS = "dialysis", _("Chạy thận")
    TRADITIONAL = "traditional", _("Y học cổ truyền")
    DENTAL = "dental", _("Răng hàm mặt")
    EYES = "eyes", _("Mắt")
    CANCER = "cancer", _("Ung bướu")


class Weekday(IntegerChoices):
    """Days as `date.weekday()` numbers them."""

    MONDAY = 0, _("thứ Hai")
    TUESDAY = 1, _("thứ Ba")
    WEDNESDAY = 2, _("thứ Tư")
    THURSDAY = 3, _("thứ Năm")
    FRIDAY = 4, _("thứ Sáu")
    SATURDAY = 5, _("thứ Bảy")
    SUNDAY = 6, _("Chủ nhật")


class ReportSubject(TextChoices):
    """What a visitor says is wrong."""

    ADDRESS = "address", _("Sai địa chỉ hoặc vị trí")
    PHONE = "phone", _("Sai số điện thoại")
    HOURS = "hours", _("Sai giờ làm việc")
    CLOSED = "closed", _("Đã đóng cửa hoặc chuyển đi")
    OTHER = "other", _("Điều khác")


class ReportState(TextChoices):
    NEW = "new", _("Mới")
    FIXED = "fixed", _("Đã sửa")
    REJECTED = "rejected", _("Không sửa: thông tin đang đúng")
    TWIN = "twin", _("Trùng với góp ý khác")
