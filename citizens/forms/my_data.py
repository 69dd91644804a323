"""Questions and requests about one's data, and how one wants to be told."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from citizens.data_requests import file_request
from citizens.models import Citizen, DataRequest, NoticeChoice, QuietHours, Topic
from citizens.notifications import DEFAULT_QUIET, choices_of


class QuestionForm(forms.Form):
    text = forms.CharField(
        label=_("Bạn muốn hỏi gì về lượt xem này?"), required=False, max_length=1000, widget=forms.Textarea
    )


class DataRequestForm(forms.Form):
    kind = forms.ChoiceField(label=_("Bạn muốn"), choices=DataRequest.Kind.choices)
    text = forms.CharField(
        label=_("Thông tin nào, và nên thế nào?"),
        max_length=2000,
        widget=forms.Textarea,
        error_messages={"required": _("Hãy viết thông tin nào cần sửa hoặc xóa.")},
    )

    def save(self, citizen: Citizen, day: date) -> DataRequest:
        return file_request(citizen, self.cleaned_data["kind"], self.cleaned_data["text"], day)


class NoticeForm(forms.Form):
    """One line a topic, and the quiet hours."""

    starts_at = forms.TimeField(label=_("Giờ yên tĩnh, từ"), widget=forms.TimeInput(attrs={"type": "time"}))
    ends_at = forms.TimeField(label=_("Giờ yên tĩnh, đến"), widget=forms.TimeInput(attrs={"type": "time"}))

    def __init__(self, *args: Any, citizen: Citizen, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.citizen = citizen
        quiet = QuietHours.objects.filter(citizen=citizen).first()
        start, end = (quiet.starts_at, quiet.ends_at) if quiet else DEFAULT_QUIET
        self.fields["starts_at"].initial, self.fields["ends_at"].initial = f"{start:%H:%M}", f"{end:%H:%M}"
        fields: dict[str, forms.Field] = {}
        for topic, (by_email, by_sms) in choices_of(citizen).items():
            fields[topic] = forms.MultipleChoiceField(
                label=topic.label,
                required=False,
                choices=[("email", _("qua e-mail")), ("sms", _("qua tin nhắn"))],
                initial=[name for name, chosen in (("email", by_email), ("sms", by_sms)) if chosen],
                widget=forms.CheckboxSelectMultiple,
            )
        self.fields = {**fields, **self.fields}

    def save(self) -> None:
        for topic in Topic:
            chosen = self.cleaned_data[topic]
            NoticeChoice.objects.update_or_create(
                citizen=self.citizen,
                topic=topic,
                defaults={"by_email": "email" in chosen, "by_sms": "sms" in chosen},
            )
        QuietHours.objects.update_or_create(
            citizen=self.citizen,
            defaults={name: self.cleaned_data[name] for name in ("starts_at", "ends_at")},
        )
