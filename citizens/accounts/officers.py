"""The counter: an officer hands over a code. Officers only; papers that were sent are in papers.py."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from citizens import limits
from citizens.access import officer_required
from citizens.accounts import identity, notices
from citizens.accounts.identity_forms import BirthDateField, clean_number, number_field
from citizens.accounts.step_up import step_up_required
from citizens.actors import DataClass, Purpose
from citizens.asking import staff_actor
from citizens.limits import HOUR, Limit
from citizens.models import Citizen, CounterCode, User
from citizens.secrets import fingerprint

CODE_DIGITS = 8
CODE_LIVES = timedelta(minutes=30)
CODES_PER_OFFICER = (Limit(30, HOUR),)


@contextmanager
def reading(request: Any, citizen: Citizen | None, purpose: Purpose) -> Iterator[None]:
    """An officer looks at what this person sent or has on record: one entry in their access log for each look."""
    actor = replace(staff_actor(request), purpose=purpose)
    with actor.at_work():
        if citizen is not None:
            actor.work.note(DataClass.IDENTITY, (citizen.pk,))
        yield


class CounterForm(forms.Form):
    """What the officer reads from the card in their hand. The page tells nothing that is not on it."""

    number = number_field()
    full_name = forms.CharField(label=gettext_lazy("Họ và tên trên thẻ"), max_length=120)
    birth_date = BirthDateField()
    seen = forms.BooleanField(
        label=gettext_lazy("Tôi đã gặp người này và đối chiếu khuôn mặt với thẻ căn cước gốc"),
        error_messages={"required": gettext_lazy("Chỉ cấp mã khi đã đối chiếu trực tiếp.")},
    )

    def clean_number(self) -> str:
        return clean_number(self.cleaned_data["number"])


@officer_required
@step_up_required
@require_http_methods(["GET", "POST"])
def counter(request: Any) -> HttpResponse:
    form = CounterForm(request.POST or None)
    if form.is_valid():
        if limits.take("counter", request.account.pk, CODES_PER_OFFICER):
            # A number that is on record with another name or date is a look, too.
            with reading(request, identity.find_citizen(form.cleaned_data["number"]), Purpose.COUNTER):
                code = _issue(request.account, **form.cleaned_data)
            if code:
                return render(request, "accounts/counter_code.html", {"code": f"{code[:4]} {code[4:]}"})
            form.add_error(None, _("Không có hồ sơ nào khớp cả số, họ tên và ngày sinh này."))
        else:
            form.add_error(None, _("Bạn đã cấp nhiều mã trong giờ này. Hãy chờ rồi tiếp tục."))
    context = {
        "form": form,
        "title": _("Cấp mã tại quầy"),
        "lead": _("Mã mở lại tài khoản, hoặc xác minh tài khoản mới. Nhập đúng như trên thẻ căn cước."),
        "submit": _("Cấp mã"),
    }
    return render(request, "accounts/form_page.html", context)


@transaction.atomic
def _issue(officer: User, *, number: str, full_name: str, birth_date: date, seen: bool) -> str | None:
    citizen = identity.find_citizen(number)
    if citizen is None or not identity.agrees(citizen, full_name=full_name, birth_date=birth_date):
        return None
    if citizen.user_id == officer.pk:
        return None  # SECURITY: nobody hands a code to themselves
    now = timezone.now()
    CounterCode.objects.filter(citizen=citizen, used_at=None).update(expires_at=now)
    code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"
    CounterCode.objects.create(
        citizen=citizen,
        officer=officer,
        code_key=fingerprint("counter", citizen.pk, code),
        created_at=now,
        expires_at=now + CODE_LIVES,
    )
    if citizen.user:
        notices.tell(citizen.user, _("Một quầy BHXH vừa cấp mã mở tài khoản của bạn"), topic="counter_code")
    return code
