"""What a visitor searches for. It all stands in the address, so that a search can be kept, shared and gone back to.

Three ways in: my location (`vi_do`, `kinh_do`), a place (`tinh`, `xa`, or typed as `noi`), words (`q`).
"""

from typing import Any

from django import forms
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from facilities.geo import VIETNAM_BOX, Point
from facilities.models import Place, PlaceReport
from facilities.vocabulary import CareLevel, FacilityType, Kind, ReportSubject, Service
from territory.alphabet import alphabetical
from territory.models import Province, Ward

ANY = pgettext_lazy("filter", "Tất cả")


class PlaceSearchForm(forms.Form):
    """The search. A value that means nothing is no filter, never an error."""

    q = forms.CharField(label=_("Tên, đường, số nhà"), required=False, max_length=100)
    noi = forms.CharField(label=_("Nơi cần tìm"), required=False, max_length=100)
    tinh = forms.ChoiceField(label=_("Tỉnh, thành phố"), required=False)
    xa = forms.ChoiceField(label=_("Xã, phường"), required=False)
    vi_do = forms.FloatField(required=False, min_value=-90, max_value=90, widget=forms.HiddenInput)
    kinh_do = forms.FloatField(required=False, min_value=-180, max_value=180, widget=forms.HiddenInput)
    vung = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    loai = forms.MultipleChoiceField(
        label=_("Tìm gì"), required=False, choices=Kind.choices, widget=forms.CheckboxSelectMultiple
    )
    cap = forms.ChoiceField(
        label=_("Cấp chuyên môn"), required=False, choices=[("", ANY), *CareLevel.choices]
    )
    co_so = forms.ChoiceField(
        label=_("Loại cơ sở"), required=False, choices=[("", ANY), *FacilityType.choices]
    )
    dich_vu = forms.ChoiceField(label=_("Dịch vụ"), required=False, choices=[("", ANY), *Service.choices])
    dang_ky = forms.BooleanField(label=_("Nhận đăng ký khám ban đầu"), required=False)
    giay_nghi = forms.BooleanField(label=_("Cấp giấy nghỉ việc hưởng BHXH"), required=False)
    hop_dong = forms.BooleanField(label=_("Có hợp đồng BHYT"), required=False)
    dang_mo = forms.BooleanField(label=_("Đang mở cửa"), required=False)
    cuoi_tuan = forms.BooleanField(label=_("Mở cửa cuối tuần"), required=False)
    xe_lan = forms.BooleanField(label=_("Xe lăn vào được"), required=False)

    MORE_FILTERS = (
        "cap",
        "co_so",
        "dich_vu",
        "dang_mo",
        "cuoi_tuan",
        "xe_lan",
        "dang_ky",
        "giay_nghi",
        "hop_dong",
    )
    YES_OR_NO = ("dang_mo", "cuoi_tuan", "xe_lan", "dang_ky", "giay_nghi", "hop_dong")

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        provinces = Province.objects.order_by(alphabetical("name")).values_list("code", "full_name")
        self.fields["tinh"].choices = [("", _("Cả nước")), *provinces]  # type: ignore[attr-defined]
        self.fields["xa"].choices = [("", _("Cả tỉnh")), *self._wards()]  # type: ignore[attr-defined]
        self.full_clean()

    def _wards(self) -> list[tuple[str, str]]:
        """Wards to choose from: those of the chosen province, or of the ward named in the address."""
        province, ward = self.data.get("tinh", ""), self.data.get("xa", "")
        wards = Ward.objects.filter(province=province) if province else Ward.objects.filter(code=ward)
        return list(wards.order_by("short_name", "code").values_list("code", "name"))

    def value(self, name: str) -> Any:
        """The cleaned value, or None where there is none or it means nothing."""
        return self.cleaned_data.get(name)

    @property
    def point(self) -> Point | None:
        """The visitor's location, when the address holds one."""
        latitude, longitude = self.value("vi_do"), self.value("kinh_do")
        return Point(latitude, longitude) if latitude is not None and longitude is not None else None

    @property
    def box(self) -> tuple[float, float, float, float] | None:
        """`vung`: south, west, north, east in degrees, kept to the country."""
        try:
            south, west, north, east = map(float, (self.value("vung") or "").split(","))
        except ValueError:
            return None
        if not (-90 <= south <= north <= 90 and -180 <= west <= east <= 180):
            return None
        floor_south, floor_west, top_north, top_east = VIETNAM_BOX
        return max(south, floor_south), max(west, floor_west), min(north, top_north), min(east, top_east)

    @property
    def filter_count(self) -> int:
        """How many of the further filters are set."""
        return sum(bool(self.value(name)) for name in self.MORE_FILTERS)

    @property
    def more_choices(self) -> list[forms.BoundField]:
        return [self[name] for name in self.MORE_FILTERS if name not in self.YES_OR_NO]

    @property
    def more_switches(self) -> list[forms.BoundField]:
        return [self[name] for name in self.YES_OR_NO]


HOUR = 60 * 60
REPORTS_OF_A_BROWSER = 5  # an hour
REPORTS_OF_AN_ADDRESS = 40  # an hour: a mobile network puts many people behind one


class PlaceReportForm(forms.ModelForm):  # type: ignore[type-arg] # not generic when it runs
    """One tap is enough: the note may stay empty. Few an hour from one visitor."""

    subject = forms.ChoiceField(
        label=_("Điều gì sai?"), choices=ReportSubject.choices, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=_("Thông tin đúng, nếu bạn biết"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Đừng ghi tên, số điện thoại hay số giấy tờ của bạn."),
    )

    class Meta:
        model = PlaceReport
        fields = ("subject", "note")

    def __init__(self, *args: Any, place: Place, browser: str, address: str, **kwargs: Any) -> None:
        """`browser` and `address` tell visitors apart; only digests of them are kept, for an hour."""
        super().__init__(*args, **kwargs)
        self.instance.place = place
        self._limits = {_digest(browser): REPORTS_OF_A_BROWSER, _digest(address): REPORTS_OF_AN_ADDRESS}

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if any((cache.get(key) or 0) >= limit for key, limit in self._limits.items()):
            raise ValidationError(
                _("Bạn đã gửi nhiều góp ý. Hãy chờ một giờ rồi gửi tiếp, hoặc gọi tổng đài 1900 9068."),
                code="too_many",
            )
        return cleaned

    def save(self, commit: bool = True) -> PlaceReport:
        for key in self._limits:
            cache.set(key, (cache.get(key) or 0) + 1, timeout=HOUR)
        report: PlaceReport = super().save(commit)
        return report


def _digest(visitor: str) -> str:
    return "place-report:" + salted_hmac("facilities.report", visitor).hexdigest()


class OfficeForm(forms.Form):
    """Which office is in charge: from the ward, typed or picked, or from the two digits on a card."""

    noi = forms.CharField(
        label=_("Bạn ở xã, phường nào?"),
        required=False,
        max_length=100,
        help_text=_("Tên nay hay tên cũ đều được, ví dụ: phường Trấn Biên, quận 1, thị xã Long Khánh."),
    )
    the = forms.CharField(
        label=_("Hoặc: mã tỉnh trên thẻ BHYT"),
        required=False,
        max_length=2,
        help_text=_("Hai chữ số thứ 4 và 5 trên thẻ 15 ký tự, ví dụ 75. Đừng nhập cả số thẻ."),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    xa = forms.CharField(required=False, max_length=5, widget=forms.HiddenInput)
