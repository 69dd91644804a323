"""Questions about places that people ask with today's names or the old ones."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Value

from territory.text import VnFold

if TYPE_CHECKING:
    from territory.models import FormerUnit, Ward  # noqa: F401 - names in annotations


class WardQuerySet(models.QuerySet["Ward"]):
    def named(self, words: str) -> Self:
        """Wards whose name holds `words`, diacritics and case aside."""
        return self.filter(name_fold__contains=VnFold(Value(words.strip())))

    def formerly(self, words: str) -> Self:
        """Wards that took over a place whose old name (ward, district, province) holds `words`."""
        return self.filter(former_units__label_fold__contains=VnFold(Value(words.strip()))).distinct()


class FormerUnitQuerySet(models.QuerySet["FormerUnit"]):
    def named(self, words: str) -> Self:
        return self.filter(label_fold__contains=VnFold(Value(words.strip())))
