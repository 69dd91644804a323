"""Actions on several rows: a page that names what will happen to which rows, then the deed, then a way back.

A room of the admin declares it, by the names of its actions:

    bulk_actions = {"mark_fixed": ("state", "settled_on"), "accept_rows": ()}
    bulk_forms = {"hand_over": HandOverForm}

Each action listed asks first. The fields named are what it changes: the officer who did it can take it back for
UNDO_MINUTES, on the rows nobody has changed since. An action with no fields has no way back, and says so.
A form (`Form(data, rows=rows)`) stands on the page; what it cleaned is handed to the action by name.
How a row is named on the page: `bulk_label(row)`, or `bulk_labels(request, rows)` where that needs a query.
`bulk_changed()` of the room, when there is one, is called after the deed and after the way back.
"""

import hashlib
from collections.abc import Callable, Iterable
from datetime import timedelta
from functools import wraps
from typing import Any
from uuid import UUID

from django.apps import apps
from django.contrib import messages
from django.contrib.admin import site
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from citizens.access import staff_request
from portal.staff.models import BulkStep

MOST_AT_ONCE = 200
UNDO_MINUTES = 10
KEPT = timedelta(days=1)
CONFIRMED = "bulk_confirmed"

Action = Callable[..., HttpResponse | None]


def asking(name: str, action: Action, words: str) -> Action:
    """The action, behind its page. What Django calls has the room, the request and the rows chosen."""

    @wraps(action)
    def ask_or_do(room: Any, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        rows = list(queryset[: MOST_AT_ONCE + 1])
        if len(rows) > MOST_AT_ONCE:
            told = _("Mỗi lần làm nhiều nhất %(most)s mục. Hãy chọn ít hơn.") % {"most": MOST_AT_ONCE}
            messages.error(request, told)
            return None
        confirmed = request.POST.get(CONFIRMED) == "1"
        make_form = getattr(room, "bulk_forms", {}).get(name)
        form = make_form(request.POST if confirmed else None, rows=rows) if make_form else None
        if not confirmed or (form is not None and not form.is_valid()):
            return _page(room, request, name, words, rows, form)
        fields = room.bulk_actions[name]
        chosen = queryset.model._base_manager.filter(pk__in=[row.pk for row in rows])
        with transaction.atomic():
            before = _values(_locked(chosen), fields)
            answer = action(room, request, queryset, **(form.cleaned_data if form is not None else {}))
            step = _remember(request, name, before, chosen, fields) if fields else None
        _changed(room)
        if step is not None:
            messages.info(request, _way_back(request, step))
        return answer

    return ask_or_do


def _page(room: Any, request: HttpRequest, name: str, words: str, rows: list[Any], form: Any) -> HttpResponse:
    if hasattr(room, "bulk_labels"):
        labels = room.bulk_labels(request, rows)
    else:
        labels = [getattr(room, "bulk_label", str)(row) for row in rows]
    context = {
        **room.admin_site.each_context(request),
        "title": capfirst(words),
        "opts": room.opts,
        "action": name,
        "rows": [(row.pk, label) for row, label in zip(rows, labels, strict=True)],
        "form": form,
        "may_undo": bool(room.bulk_actions[name]),
        "minutes": UNDO_MINUTES,
        "back": request.get_full_path(),
        "checkbox": ACTION_CHECKBOX_NAME,
        "confirmed": CONFIRMED,
    }
    return TemplateResponse(request, "admin/bulk.html", context)


# -- The way back


def digest(row: Model) -> str:
    """The whole row as it stands."""
    whole = hashlib.sha256()
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        whole.update(
            f"{field.attname}={bytes(value) if isinstance(value, memoryview) else value!r};".encode()
        )
    return whole.hexdigest()


def _locked(rows: Any) -> Iterable[Any]:
    return list(rows.select_for_update(of=("self",)).order_by("pk"))


def _values(rows: Iterable[Any], fields: Iterable[str]) -> dict[str, dict[str, Any]]:
    return {
        str(row.pk): {name: getattr(row, row._meta.get_field(name).attname) for name in fields}
        for row in rows
    }


def _written(value: Any) -> Any:
    """As JSON keeps it, whole: to the microsecond."""
    return value.isoformat() if hasattr(value, "isoformat") else value


def _remember(
    request: HttpRequest, name: str, before: dict[str, dict[str, Any]], chosen: Any, fields: Iterable[str]
) -> BulkStep | None:
    """What was changed, and only that."""
    now = list(chosen.all())
    changed = [row for row in now if _values([row], fields)[str(row.pk)] != before.get(str(row.pk))]
    if not changed:
        return None
    return BulkStep.objects.create(
        officer=staff_request(request).user,
        label=chosen.model._meta.label_lower,
        action=name,
        before={
            str(row.pk): {name: _written(value) for name, value in before[str(row.pk)].items()}
            for row in changed
        },
        after={str(row.pk): digest(row) for row in changed},
    )


def _way_back(request: HttpRequest, step: BulkStep) -> str:
    return format_html(
        '{} <form method="post" action="{}" class="staff-undo"><input type="hidden" name="csrfmiddlewaretoken"'
        ' value="{}"><button type="submit" class="button">{}</button></form>',
        _("Nếu nhầm, bạn hoàn tác được trong %(minutes)s phút.") % {"minutes": UNDO_MINUTES},
        reverse("admin:bulk-undo", args=[step.public_id]),
        get_token(request),
        _("Hoàn tác"),
    )


def undo(request: HttpRequest, step: str) -> HttpResponse:
    """Take a step back: by who did it, in time, once; rows that changed since stay as they are."""
    officer = staff_request(request).user
    try:
        found = BulkStep.objects.filter(public_id=UUID(step), officer=officer).first()
    except ValueError:
        found = None
    if found is None:
        raise Http404
    room: Any = site._registry[apps.get_model(found.label)]
    page = redirect(f"admin:{room.opts.app_label}_{room.opts.model_name}_changelist")
    if request.method != "POST":
        return page
    if not room.has_change_permission(request):
        raise PermissionDenied
    done = _take_back(request, room, found)
    if done is None:
        messages.warning(request, _("Đã quá thời gian hoàn tác, hoặc đã hoàn tác rồi. Không có gì thay đổi."))
        return page
    restored, left = done
    if restored:
        told = ngettext("Đã hoàn tác %(count)s mục.", "Đã hoàn tác %(count)s mục.", restored)
        messages.success(request, told % {"count": restored})
    if left:
        told = ngettext(
            "%(count)s mục đã được sửa tiếp sau đó nên giữ nguyên.",
            "%(count)s mục đã được sửa tiếp sau đó nên giữ nguyên.",
            left,
        )
        messages.warning(request, told % {"count": left})
    return page


@transaction.atomic
def _take_back(request: HttpRequest, room: Any, step: BulkStep) -> tuple[int, int] | None:
    """(rows restored, rows left alone); None when it is too late, or was done before."""
    step = BulkStep.objects.select_for_update().get(pk=step.pk)
    now = timezone.now()
    if step.undone_at is not None or now > step.done_at + timedelta(minutes=UNDO_MINUTES):
        return None
    # SECURITY: by the room's own rows, so that reach and access log hold; then locked as they stand.
    seen = [row.pk for row in room.get_queryset(request).filter(pk__in=list(step.before))]
    restored = 0
    for row in _locked(room.model._base_manager.filter(pk__in=seen)):
        if digest(row) != step.after[str(row.pk)]:
            continue
        values = {
            name: row._meta.get_field(name).to_python(value)
            for name, value in step.before[str(row.pk)].items()
        }
        try:
            with transaction.atomic():
                room.model._base_manager.filter(pk=row.pk).update(**values)
        except IntegrityError:  # what it was before is taken by now
            continue
        restored += 1
    step.undone_at = now
    step.save(update_fields=["undone_at"])
    _changed(room)
    return restored, len(step.before) - restored


def _changed(room: Any) -> None:
    if hasattr(room, "bulk_changed"):
        room.bulk_changed()


def forget() -> int:
    """Steps nobody can take back any more. Run by the worker."""
    return BulkStep.objects.filter(done_at__lt=timezone.now() - KEPT).delete()[0]
