"""Finding a person: by a whole number anywhere the officer reaches, or by the beginning of a name in one province."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from citizens.accounts.identity_forms import clean_number
from citizens.actors import Actor
from citizens.masks import mask_name, mask_number
from citizens.models import Citizen
from territory.models import Province
from territory.text import fold

MOST_SHOWN = 30
SHORTEST_NAME = 3


@dataclass(frozen=True)
class Found:
    """A person in a list: enough to choose by, not enough to copy."""

    pk: int
    name: str
    number: str
    birth_year: int
    place: str


class PersonSearchForm(forms.Form):
    number = forms.CharField(
        label=gettext_lazy("Mã số BHXH hoặc số căn cước"),
        required=False,
        max_length=20,
        help_text=gettext_lazy("Đủ 10 hoặc 12 chữ số."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    name = forms.CharField(
        label=gettext_lazy("Hoặc họ và tên"),
        required=False,
        max_length=120,
        help_text=gettext_lazy("Từ đầu họ, không cần dấu."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    birth_year = forms.IntegerField(
        label=gettext_lazy("Năm sinh"), required=False, min_value=1880, max_value=2100, localize=False
    )
    province = forms.ModelChoiceField(
        label=gettext_lazy("Tỉnh"), queryset=Province.objects.none(), required=False
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        if actor.reach.nationwide:
            self.fields["province"].queryset = Province.objects.order_by("name")  # type: ignore[attr-defined]
        else:
            del self.fields["province"]

    def clean_number(self) -> str:
        text = self.cleaned_data["number"]
        return clean_number(text) if text else ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        name = fold(cleaned.get("name", ""))
        if self.errors or cleaned.get("number"):
            return cleaned
        if len(name) < SHORTEST_NAME:
            self.add_error("name", _("Nhập số, hoặc ít nhất 3 chữ đầu của họ tên."))
        elif self.actor.reach.nationwide and not cleaned.get("province"):
            self.add_error("province", _("Tìm theo tên thì chọn một tỉnh."))
        return cleaned

    def people(self, actor: Actor) -> QuerySet[Citizen]:
        """One walk of an index, however many people there are; nothing is sorted or counted."""
        people = Citizen.objects.for_actor(actor)
        number = self.cleaned_data["number"]
        if number:
            field = "bhxh_number" if len(number) == 10 else "personal_id"
            people = people.filter(**{field: number})
        else:
            province = self.cleaned_data.get("province")
            people = people.filter(
                province=province.pk if province else actor.reach.province_id,
                name_fold__startswith=fold(self.cleaned_data["name"]),
            )
            if year := self.cleaned_data["birth_year"]:
                people = people.filter(birth_date__year=year)
        return people.select_related("ward").only(*SHOWN)[: MOST_SHOWN + 1]

    def found(self, actor: Actor) -> list[Found]:
        rows = list(self.people(actor))
        return [
            Found(
                row.pk,
                mask_name(row.full_name),
                mask_number(row.bhxh_number),
                row.birth_date.year,
                row.ward.name,
            )
            for row in sorted(rows, key=lambda row: (row.full_name, row.birth_date))
        ]


SHOWN = ("full_name", "bhxh_number", "birth_date", "ward__name", "province")
