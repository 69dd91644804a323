"""Counter mode in the admin: the person agrees, the officer works on the person's own pages, a receipt is printed."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from citizens import asking
from citizens.access import staff_request
from citizens.actors import DataClass, UnitOfWork
from citizens.masks import mask_name, mask_number
from citizens.models import AccessEntry, Citizen, CounterVisit, RecordOpening
from citizens.staff import counter, openings
from insurance.models import Correction

MOST_LINES = 200


class BeginForm(forms.Form):
    present = forms.BooleanField(
        label=gettext_lazy("Người này đang ở trước mặt tôi, tôi đã đối chiếu khuôn mặt với thẻ căn cước gốc"),
        error_messages={
            "required": gettext_lazy("Chỉ làm giúp khi người dân có mặt và đã đối chiếu căn cước.")
        },
    )
    agreed = forms.BooleanField(
        label=gettext_lazy("Tôi đã đọc lời đồng ý cho người này nghe, người này đồng ý"),
        error_messages={"required": gettext_lazy("Cần lời đồng ý của người dân.")},
    )
    first = forms.ChoiceField(
        label=gettext_lazy("Mở trước"),
        choices=[
            ("insurance:overview", gettext_lazy("Tổng quan")),
            ("insurance:card", gettext_lazy("Thẻ BHYT: xem, in khổ A6")),
            ("insurance:participation-history", gettext_lazy("Quá trình tham gia")),
            ("insurance:benefit-list", gettext_lazy("Quyền lợi đã hưởng")),
        ],
    )


def begin(request: HttpRequest, pk: int, context: dict[str, Any]) -> HttpResponse:
    """Ask for the person's consent; with it, their pages open in this officer's session."""
    actor = staff_request(request).actor
    officer: Any = request.user
    form = BeginForm(request.POST or None)
    with openings.searching(actor) as seeker:
        person = Citizen.objects.for_actor(seeker).get(pk=pk)
        if form.is_valid():
            try:
                openings.open_record(
                    actor=actor,
                    officer=officer,
                    citizen=person,
                    reason=RecordOpening.Reason.AT_COUNTER,
                    case="",
                )
            except openings.OwnRecordError:
                form.add_error(None, _("Đây là hồ sơ của chính bạn. Hãy nhờ một cán bộ khác."))
            except openings.BudgetSpentError:
                form.add_error(
                    None,
                    _("Hôm nay bạn đã mở hết số hồ sơ không kèm số yêu cầu. Người kiểm tra đã được báo."),
                )
            else:
                asking.begin_at_counter(
                    request, counter.begin(officer=officer, citizen=person, unit=actor.unit)
                )
                return redirect(form.cleaned_data["first"])
        context |= {
            "title": _("Làm giúp tại quầy"),
            "form": form,
            "consent": counter.CONSENT,
            "who": mask_name(person.full_name),
            "number": mask_number(person.bhxh_number),
            "pk": pk,
        }
        status = 400 if form.is_bound else 200
        return render(request, "admin/people/counter.html", context, status=status)


def receipt(request: HttpRequest, number: str, context: dict[str, Any]) -> HttpResponse:
    """What was done, on one sheet: for the person to take home. Only who did it prints it."""
    actor = staff_request(request).actor
    visit = (
        CounterVisit._base_manager.select_related("citizen")
        .filter(number=number, officer=request.user.pk)
        .first()
    )
    if visit is None or visit.ended_at is None:
        raise Http404
    reader = replace(actor, subject=visit.citizen, purpose=visit.purpose, work=UnitOfWork())
    with reader.at_work():
        reader.work.note(DataClass.IDENTITY, (visit.citizen_id,))
        # The officer's own acts: reading them is no look at somebody's record.
        entries = AccessEntry._base_manager.filter(
            subject=visit.citizen_id, reader=request.user.pk, purpose=visit.purpose
        ).order_by("pk")[:MOST_LINES]
        context |= {
            "title": _("Phiếu làm giúp tại quầy"),
            "visit": visit,
            "person": visit.citizen,
            "number": mask_number(visit.citizen.bhxh_number),
            "lines": lines_of(entries),
            "corrections": Correction._base_manager.filter(
                citizen=visit.citizen_id,
                filed_by=request.user.pk,
                filed_at__range=(visit.began_at, visit.ended_at),
            ),
        }
        return render(request, "admin/people/receipt.html", context)


def lines_of(entries: Iterable[AccessEntry]) -> list[dict[str, str]]:
    """What was opened in each minute, each part once: a sheet to take home, not the log."""
    minutes: dict[str, dict[str, None]] = {}
    for entry in entries:
        minute = minutes.setdefault(localtime(entry.at).strftime("%H:%M"), {})
        minute |= {str(DataClass(part).label): None for part in entry.data_classes}
    return [{"at": at, "parts": ", ".join(parts)} for at, parts in minutes.items()]
