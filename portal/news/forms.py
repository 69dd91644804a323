"""What can be asked of the lists of news."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.news.models import CATEGORY_SLUGS, Category

MOST_WORDS = 120  # characters


class NewsSearchForm(forms.Form):
    """Reads an address and forgives it: what makes no sense is as if it were not there."""

    q = forms.CharField(
        label=_("Tìm trong tin tức"),
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "maxlength": MOST_WORDS}),
    )

    @property
    def words(self) -> str:
        return " ".join(str(self.data.get("q", "")).replace("\x00", "").split())[:MOST_WORDS]

    @property
    def category(self) -> Category | None:
        return CATEGORY_SLUGS.get(str(self.data.get("muc", "")))
