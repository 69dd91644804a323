"""The few numbers of a paper that its code carries, so that an altered paper shows.

PARTICIPATION  months counted of BHXH, of BHTN
CARD_PAPER     first and last day of the card, in days since 2000-01-01
BENEFITS       number of decisions, đồng paid in all
static/js/check-code.js writes the same from templates/insurance/check.html.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from insurance import words
from insurance.check_codes.codec import DAY_ZERO
from insurance.models import CheckKind


def lines(kind: str, figures: Sequence[int]) -> list[tuple[str, str]]:
    """(what, how much) in words. A card's own short code carries none."""
    match kind, list(figures):
        case CheckKind.PARTICIPATION, [social, unemployment]:
            return [
                (_("Số tháng BHXH được tính"), words.number(social)),
                (_("Số tháng BHTN được tính"), words.number(unemployment)),
            ]
        case CheckKind.CARD_PAPER, [first, last]:
            return [
                (_("Thẻ có giá trị từ"), date_format(_day(first))),
                (_("Thẻ có giá trị đến"), date_format(_day(last))),
            ]
        case CheckKind.BENEFITS, [decisions, paid]:
            return [
                (_("Số quyết định hưởng"), words.number(decisions)),
                (_("Tổng số tiền đã chi"), words.dong(paid)),
            ]
    return []


def forms(kind: str) -> list[tuple[str, str]]:
    """(what, "number", "day" or "dong") for a checker that writes the figures itself."""
    form = {CheckKind.CARD_PAPER: ("day", "day"), CheckKind.BENEFITS: ("number", "dong")}.get(
        CheckKind(kind), ("number", "number")
    )
    return [(what, how) for (what, _said), how in zip(lines(kind, (0, 0)), form, strict=False)]


def title(kind: str) -> str:
    """What a checker is told the code is about."""
    return {
        CheckKind.PARTICIPATION: _("Giấy xác nhận quá trình tham gia bảo hiểm"),
        CheckKind.CARD_PAPER: _("Giấy xác nhận thẻ bảo hiểm y tế"),
        CheckKind.BENEFITS: _("Giấy xác nhận quyền lợi đã hưởng"),
    }.get(CheckKind(kind), _("Thẻ BHYT"))


def _day(number: int) -> date:
    return DAY_ZERO + timedelta(days=number)
