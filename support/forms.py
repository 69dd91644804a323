"""Forms of the help pages."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from citizens.secrets import fingerprint
from support.knowledge import catalogue
from support.models import Article, ArticleVote

MOST_WORDS = 200  # characters
MOST_QUESTION = 1_000


class SearchForm(forms.Form):
    q = forms.CharField(
        label=_("Bạn muốn hỏi gì?"),
        max_length=MOST_WORDS,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    nhom = forms.CharField(max_length=20, required=False, widget=forms.HiddenInput)

    @property
    def words(self) -> str:
        """What to look for; too much of it is cut rather than refused."""
        return " ".join(str(self.data.get("q", "")).replace("\x00", "").split())[:MOST_WORDS]

    @property
    def group(self) -> catalogue.Group | None:
        return catalogue.groups().get(str(self.data.get("nhom", "")))


class VoteForm(forms.Form):
    helpful = forms.TypedChoiceField(
        choices=[("yes", _("Có")), ("no", _("Chưa"))],
        coerce=lambda value: value == "yes",
        widget=forms.HiddenInput,
    )
    reason = forms.CharField(
        label=_("Chỗ nào chưa rõ?"),
        help_text=_("Đừng ghi số căn cước, số điện thoại hay bệnh của bạn ở đây."),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def save(self, article: Article, *, session: str) -> ArticleVote:
        values: dict[str, Any] = self.cleaned_data
        return ArticleVote.objects.create(
            article=article,
            voter=fingerprint("article vote", session),
            helpful=values["helpful"],
            reason=" ".join(values["reason"].split()),
        )


class AskForm(forms.Form):
    """A question for the assistant."""

    question = forms.CharField(
        label=_("Câu hỏi của bạn"),
        max_length=MOST_QUESTION,
        error_messages={"required": _("Bạn viết câu hỏi rồi bấm Hỏi.")},
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off", "enterkeyhint": "send"}),
    )
