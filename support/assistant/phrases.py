"""Every sentence the assistant says of itself. All others come from an article or from the person's own record."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PHRASES: dict[str, str | Promise] = {
    "greeting": _("Chào bạn. Bạn muốn hỏi gì về bảo hiểm xã hội, bảo hiểm y tế hay bảo hiểm thất nghiệp?"),
    "thanks": _("Không có gì. Khi cần, bạn cứ hỏi tiếp."),
    "goodbye": _("Chào bạn. Chúc bạn khỏe."),
    "who": _(
        "Tôi là trợ lý tự động của An Sinh. Tôi trả lời từ các bài đã được duyệt và luôn ghi căn cứ; "
        "điều tôi không biết, tôi nói là không biết."
    ),
    "person": _("Bạn gọi tổng đài 1900 9068 để nói chuyện với một người."),
    "unsure": _(
        "Tôi chưa chắc bạn hỏi về việc nào. Bạn chọn câu gần nhất, hoặc gọi 1900 9068 để hỏi một người."
    ),
    "outside": _(
        "Câu này nằm ngoài những gì tôi biết. Tôi trả lời được về bảo hiểm xã hội, bảo hiểm y tế và "
        "bảo hiểm thất nghiệp."
    ),
    "wordless": _("Tôi chưa đọc được câu hỏi. Bạn viết lại bằng vài chữ nhé."),
    "others": _("Tôi không nói về hồ sơ của người khác. Mỗi người chỉ xem được hồ sơ của chính mình."),
    "cheating": _(
        "Tôi không giúp việc này. Làm hoặc dùng giấy tờ giả để hưởng bảo hiểm là vi phạm pháp luật."
    ),
    "distress": _(
        "Nghe bạn nói vậy, tôi mong bạn không ở một mình lúc này. Hãy gọi 115, hoặc gọi ngay cho một người bạn tin."
    ),
    "sign-in": _("Câu này cần xem hồ sơ của bạn. Bạn đăng nhập để tôi trả lời đúng số liệu của bạn."),
    "nearest-office": _(
        "Bạn tìm được ngay nơi gần bạn mà không cần đăng nhập. Đăng nhập thì tôi chỉ đúng cơ quan phụ trách bạn."
    ),
    "personal": _("Câu này hỏi về hồ sơ của bạn."),
    "gone": _("Câu trả lời này không còn được đăng. Bạn hỏi lại để nhận câu trả lời mới."),
    "uncertain": _("Có điểm chưa chắc chắn: hãy hỏi cơ quan BHXH trước khi quyết định."),
    "too-fast": _("Bạn hỏi nhanh quá. Chờ một phút rồi hỏi tiếp nhé."),
}
