"""The filter of the participation history. It lives in the address, so that it can be kept and shared with oneself."""

from typing import Any

from django import forms
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from insurance.history import TAB_BY_SLUG, TABS, ParticipationRecord, Tab


class HistoryFilterForm(forms.Form):
    """Scheme tab, year and payer. A value that is not on record is no filter, never an error."""

    # The short names stand in the address; `don_vi` is a number of this record and names no employer.
    che_do = forms.CharField(required=False, widget=forms.HiddenInput)
    nam = forms.TypedChoiceField(label=_("Năm"), required=False, coerce=int, empty_value=None)
    don_vi = forms.TypedChoiceField(label=_("Đơn vị đóng"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, record: ParticipationRecord, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        years = [("", _("Tất cả các năm")), *((year, str(year)) for year in record.years)]
        payers = [("", _("Tất cả")), *((p.number, f"{p.number}. {p.name}") for p in record.numbered_payers)]
        self.fields["nam"].choices = years  # type: ignore[attr-defined]
        self.fields["don_vi"].choices = payers  # type: ignore[attr-defined]
        self.full_clean()

    @property
    def tab(self) -> Tab:
        return TAB_BY_SLUG.get(self.cleaned_data.get("che_do") or "", TABS[0])

    @property
    def year(self) -> int | None:
        return self.cleaned_data.get("nam")

    @property
    def payer(self) -> int | None:
        return self.cleaned_data.get("don_vi")

    @property
    def year_options(self) -> SafeString:
        return self._options("nam", self.year)

    @property
    def payer_options(self) -> SafeString:
        return self._options("don_vi", self.payer)

    def _options(self, name: str, chosen: int | None) -> SafeString:
        """The entries of a choice, drawn at once: a widget or a template loop takes several times as long."""
        choices = self.fields[name].choices  # type: ignore[attr-defined]
        return mark_safe(  # noqa: S308 - values are numbers or nothing, texts are escaped
            "".join(
                f'<option value="{value}"{" selected" if value == chosen else ""}>{escape(text)}</option>'
                for value, text in choices
            )
        )

    @property
    def narrows(self) -> bool:
        return self.year is not None or self.payer is not None

    def address_of(self, tab: Tab) -> str:
        """The query of another tab with the same year and payer."""
        parts = [f"che_do={tab.slug}"]
        if self.year is not None:
            parts.append(f"nam={self.year}")
        if self.payer is not None:
            parts.append(f"don_vi={self.payer}")
        return "?" + "&".join(parts)
