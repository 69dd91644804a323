"""Finding a person: by a whole number anywhere the officer reaches, or by the beginning of a name in one province."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from citizens.accounts.identity_forms import clean_number
from citizens.actors import Actor
from citizens.masks import mask_name, mask_number
from citizens.models import Citizen
from portal.staff.near import longest_known, one_slip_away
from territory.alphabet import alphabetical
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
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "autofocus": True}),
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
            self.fields["province"].queryset = Province.objects.order_by(alphabetical("name"))  # type: ignore[attr-defined]
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
        people: QuerySet[Citizen]
        number = self.cleaned_data["number"]
        if number:
            people = Citizen.objects.for_actor(actor).numbered(number)
        else:
            people = self._called(actor, [fold(self.cleaned_data["name"])])
        return people.select_related("ward").only(*SHOWN)[: MOST_SHOWN + 1]

    def _called(self, actor: Actor, beginnings: list[str]) -> QuerySet[Citizen]:
        """Whose name begins in one of these ways, in the one province."""
        province = self.cleaned_data.get("province")
        names = reduce(or_, (Q(name_fold__startswith=beginning) for beginning in beginnings))
        people = (
            Citizen.objects.for_actor(actor)
            .standing()
            .filter(names, province=province.pk if province else actor.reach.province_id)
        )
        year = self.cleaned_data["birth_year"]
        return people.filter(birth_date__year=year) if year else people

    def near(self, actor: Actor) -> list[Found]:
        """When nobody has that name: people whose name is a slip of the hand away."""
        name = fold(self.cleaned_data["name"])
        if self.cleaned_data["number"] or len(name) < SHORTEST_NAME + 1:
            return []
        known = longest_known(name, lambda beginning: self._called(actor, [beginning]).exists())
        people = self._called(actor, one_slip_away(name, known)) if known else Citizen.objects.none()
        return self._listed(people.select_related("ward").only(*SHOWN)[:MOST_SHOWN])

    def found(self, actor: Actor) -> list[Found]:
        return self._listed(self.people(actor))

    def _listed(self, people: Iterable[Citizen]) -> list[Found]:
        rows = list(people)
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
