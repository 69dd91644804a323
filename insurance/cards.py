"""What the card page says of a card, computed before the template."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from insurance import words
from insurance.models import CardState, HiCard
from insurance.rules.card_validity import child_card_ends_on, days_left, last_year_pupil_card_ends_on
from insurance.rules.dated_rows import NoParameterFor
from insurance.rules.health_insurance import benefit_level_on
from insurance.rules.identifiers import HiCardNumber, format_hi_card_number, parse_hi_card_number
from insurance.rules.parameters import BenefitLevel, MemberCode, find

CHILD, PUPIL = "TE", "HS"
SOON = 30  # days: a card that ends within them is pointed out


@dataclass(frozen=True)
class CardFacts:
    """A card as people need it told on `today`."""

    card: HiCard
    number: HiCardNumber
    level: BenefitLevel | None
    today: date
    born_on: date

    @property
    def short_number(self) -> str:
        """The ten digits that cards issued since April 2021 print."""
        return self.number.bhxh_number

    @property
    def long_number(self) -> str:
        """The fifteen characters, in the groups of the older print; nothing when the card holds the digits alone."""
        return format_hi_card_number(self.number) if self.number.is_full else ""

    @property
    def last_day(self) -> date:
        end: date = self.card.valid.upper
        return end - timedelta(days=1)

    @property
    def days_left(self) -> int:
        return days_left(self.last_day, self.today)

    @property
    def ends_soon(self) -> bool:
        return 0 < self.days_left <= SOON

    @property
    def is_good(self) -> bool:
        return self.card.state == CardState.ACTIVE and self.today in self.card.valid

    @property
    def tone(self) -> str:
        if not self.is_good:
            return "danger"
        return "warning" if self.ends_soon else "success"

    @property
    def standing(self) -> str:
        """ "Còn giá trị đến 31/12/2026", or why not."""
        if self.card.state != CardState.ACTIVE:
            return self.card.get_state_display()
        if self.today < self.card.valid.lower:
            return _("Có giá trị từ %(day)s") % {"day": date_format(self.card.valid.lower)}
        if self.days_left == 0:
            return _("Đã hết hạn ngày %(day)s") % {"day": date_format(self.last_day)}
        return _("Còn giá trị đến %(day)s") % {"day": date_format(self.last_day)}

    @property
    def soon(self) -> str:
        return ngettext(
            "Thẻ còn %(count)s ngày là hết hạn.", "Thẻ còn %(count)s ngày là hết hạn.", self.days_left
        ) % {"count": self.days_left}

    @property
    def member_name(self) -> str:
        row = find(MemberCode, self.today, self.card.member_code)
        if row is None:
            return ""
        return row.name_en if (get_language() or "").startswith("en") else row.name

    @property
    def level_in_words(self) -> str:
        """What the fund pays, in one sentence."""
        if self.level is None:
            return ""
        if self.level.fund_pays == 100:
            paid = _("Khi khám đúng nơi, quỹ BHYT trả toàn bộ chi phí trong phạm vi được hưởng.")
        else:
            paid = _(
                "Khi khám đúng nơi, quỹ BHYT trả %(fund)s chi phí trong phạm vi được hưởng, bạn trả %(you)s."
            ) % {
                "fund": words.percent(self.level.fund_pays),
                "you": words.percent(100 - self.level.fund_pays),
            }
        return paid

    @property
    def level_changed(self) -> bool:
        """The law now gives another level than the one printed."""
        return (
            self.level is not None
            and self.card.benefit_level is not None
            and self.level.level != self.card.benefit_level
        )

    @property
    def has_five_years(self) -> bool:
        return self.card.five_years_on is not None and self.card.five_years_on <= self.today

    @property
    def why_it_ends(self) -> str:
        """For children and pupils: when the card ends by law, why, and what comes next."""
        try:
            if self.card.member_code == CHILD:
                end = child_card_ends_on(self.born_on, self.today)
                return _(
                    "Thẻ trẻ em dưới 6 tuổi có giá trị đến %(day)s. Sau đó trẻ đi học tham gia BHYT tại trường;"
                    " trẻ chưa đi học tham gia theo hộ gia đình."
                ) % {"day": date_format(end)}
            if self.card.member_code == PUPIL:
                end = last_year_pupil_card_ends_on(self.last_day.year)
                return _(
                    "Thẻ học sinh theo năm. Học sinh lớp 12 dùng thẻ đến %(day)s của năm ra trường, rồi tham gia tại"
                    " trường mới, nơi làm việc hoặc theo hộ gia đình."
                ) % {"day": f"{end.day:02d}/{end.month:02d}"}
        except NoParameterFor:
            pass
        return ""


def facts(card: HiCard, born_on: date, today: date) -> CardFacts:
    number = parse_hi_card_number(card.number)
    day = min(max(today, card.valid.lower), card.valid.upper - timedelta(days=1))
    return CardFacts(
        card=card,
        number=number,
        level=benefit_level_on(day, card.member_code, card.benefit_level),
        today=today,
        born_on=born_on,
    )


def current(cards: Sequence[HiCard], today: date) -> HiCard | None:
    """The card good today; else the next one to begin; else none. `cards` newest first."""
    standing = [card for card in cards if card.state == CardState.ACTIVE]
    good = next((card for card in standing if today in card.valid), None)
    return good or min(
        (card for card in standing if card.valid.lower > today),
        key=lambda card: card.valid.lower,
        default=None,
    )
