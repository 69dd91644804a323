"""The mark on a row that is being looked at: both values, wherever the row is shown. One query for a page."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from citizens.actors import Actor
from insurance.corrections.kinds import BY_CODE
from insurance.corrections.services import field_of, may_file
from insurance.models import Correction, CorrectionKind

Row = tuple[str, str]  # kind and key


@dataclass(frozen=True)
class Mark:
    """One correction in words."""

    correction: Correction

    @property
    def label(self) -> str:
        return str(field_of(self.correction).label)

    @property
    def text(self) -> str:
        """ "Số tiền: trên hồ sơ 1 đ, bạn báo 2 đ (DC-26-…)", for files."""
        asked = self.correction.asked or _("không đúng")
        recorded = self.correction.recorded or "–"
        if self.correction.by_office:
            words = _("%(field)s: trên hồ sơ %(recorded)s, cán bộ đề nghị %(asked)s (%(number)s)")
        else:
            words = _("%(field)s: trên hồ sơ %(recorded)s, bạn báo %(asked)s (%(number)s)")
        return words % {
            "field": self.label,
            "recorded": recorded,
            "asked": asked,
            "number": self.correction.number,
        }


class Marks:
    """The corrections of some kinds of rows of one person; `none` when it is known that there is no such report."""

    def __init__(self, actor: Actor, *kinds: CorrectionKind, none: bool = False) -> None:
        self.may_file = may_file(actor)
        self._found: Iterable[Correction] = ()
        if not none:
            self._found = Correction.objects.for_actor(actor).filter(kind__in=kinds).newest_first()

    @cached_property
    def _by_row(self) -> Mapping[Row, list[Mark]]:
        rows: defaultdict[Row, list[Mark]] = defaultdict(list)
        for correction in self._found:
            rows[correction.kind, correction.key].append(Mark(correction))
        return rows

    def open(self, kind: str, key: object) -> list[Mark]:
        return [mark for mark in self._by_row.get((kind, str(key)), []) if mark.correction.is_open]

    def all_open(self, *kinds: str) -> list[Mark]:
        """Whatever is open of some kinds, of any row."""
        of = [mark for (kind, _key), marks in self._by_row.items() if kind in kinds for mark in marks]
        return [mark for mark in of if mark.correction.is_open]

    def decided(self, kind: str, key: object) -> list[Mark]:
        """Those with an answer to read."""
        return [mark for mark in self._by_row.get((kind, str(key)), []) if mark.correction.answer]

    def texts(self, kind: CorrectionKind) -> dict[str, str]:
        """The words of what is open, by the row's key, for files."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for (of, key), marks in self._by_row.items():
            if of == kind:
                found[key] += [mark.text for mark in marks if mark.correction.is_open]
        return {key: "; ".join(texts) for key, texts in found.items() if texts}

    def drawn(self, kind: CorrectionKind) -> dict[str, SafeString]:
        """The notes of what is open, by the row's key, for tables drawn row by row."""
        keys = {key for (of, key) in self._by_row if of == kind}
        return {key: self.note(kind, key) for key in keys if self.open(kind, key)}

    def note(self, kind: CorrectionKind, key: object) -> SafeString:
        return render_to_string("insurance/partials/correction_note.html", {"open": self.open(kind, key)})

    def cell(self, kind: CorrectionKind, key: UUID) -> SafeString:
        """For the last column of a table: the note of what is open, and the way to report the row."""
        note = self.note(kind, key) if self.open(kind, key) else SafeString("")
        if not self.may_file:
            return note
        return note + format_html('<a href="{}">{}</a>', address(kind, key), _("Báo sai"))


def address(kind: CorrectionKind, key: object) -> str:
    """Of the form that reports a row."""
    return reverse("insurance:correction-new", args=[f"{BY_CODE[kind].slug}-{key}"])
