"""Notices in the site, and how one wants to be told elsewhere."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from citizens.access import AccountHttpRequest, CitizenHttpRequest, account_required, self_required
from citizens.forms.my_data import NoticeForm
from citizens.models import Notification
from citizens.notifications import KINDS, text_of, title_of
from portal.http import render_page

PAGE_SIZE = 20


@self_required
@require_GET
def notifications(request: CitizenHttpRequest) -> HttpResponse:
    own = Notification.objects.of(request.citizen).newest_first()
    page = Paginator(own, PAGE_SIZE).get_page(request.GET.get("page"))
    lines = [
        {"notice": n, "title": title_of(n), "text": text_of(n), "url_name": KINDS[n.kind].url_name}
        for n in page
    ]
    unread = Notification.objects.of(request.citizen).unread().count()
    context = {"page": page, "lines": lines, "unread": unread}
    return render_page(request, "citizens/notifications.html", context, partial="notices")


@self_required
@require_POST
def read_all(request: CitizenHttpRequest) -> HttpResponse:
    Notification.objects.of(request.citizen).unread().update(read_at=timezone.now())
    return redirect("citizens:notifications")


@self_required
@require_http_methods(["GET", "POST"])
def notice_settings(request: CitizenHttpRequest) -> HttpResponse:
    form = NoticeForm(request.POST or None, citizen=request.citizen)
    if form.is_valid():
        form.save()
        messages.success(request, _("Đã lưu cách nhận thông báo."))
        return redirect("citizens:notice-settings")
    return render(
        request, "citizens/notice_settings.html", {"form": form}, status=400 if form.errors else 200
    )


@account_required
@require_GET
def bell(request: AccountHttpRequest) -> HttpResponse:
    """The unread count, asked by htmx when a page has loaded and never by a clock, which would keep a session alive."""
    if not request.htmx:
        return redirect("citizens:notifications")
    unread = Notification.objects.filter(citizen__user=request.account).unread().count()
    return render(request, "citizens/partials/bell_count.html", {"unread": unread})
