""" "Is this true?": paste what you received. What is pasted is answered and forgotten."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from citizens.access import public
from citizens.accounts.proof_of_work import ProofOfWorkMixin
from citizens.accounts.steady import steady
from citizens.limits import DAY, HOUR, Limit, network_of, spend, take
from portal.http import HtmxHttpRequest
from support.models import Scam
from support.parameters import hotline
from support.requests.forms import PURPOSE
from support.truth.services import judge

MOST_TEXT = 4_000
OF_A_NETWORK = (Limit(30, HOUR), Limit(120, DAY))
OF_ALL = Limit(5_000, HOUR)


class TruthForm(ProofOfWorkMixin):
    proof_purpose = PURPOSE

    text = forms.CharField(
        label=gettext_lazy("Dán tin nhắn, đường dẫn, số điện thoại hoặc số giấy tờ"),
        help_text=gettext_lazy("Chép nguyên văn. Chúng tôi trả lời rồi quên ngay, không lưu lại."),
        max_length=MOST_TEXT,
        error_messages={"required": gettext_lazy("Bạn dán tin vào ô này rồi bấm Kiểm tra.")},
        widget=forms.Textarea(attrs={"rows": 6, "autocomplete": "off"}),
    )


@public
@never_cache
@steady
@require_http_methods(["GET", "HEAD", "POST"])
def truth(request: HtmxHttpRequest) -> HttpResponse:
    """Sent by us, a known trick, or not to be confirmed. Never "safe"."""
    form = TruthForm(request.POST or None, request=request)
    answer, status = None, 200
    if form.is_valid():
        if take("truth", network_of(request), OF_A_NETWORK) and spend("truth", OF_ALL):
            answer = judge(form.cleaned_data["text"], request.get_host().partition(":")[0])
        else:
            form.add_error(None, _("Có quá nhiều lượt hỏi từ mạng này. Hãy thử lại sau một giờ."))
            status = 429
    elif form.is_bound:
        status = 422
    context = {
        "form": form,
        "answer": answer,
        "hotline": hotline(),
        "scams": [] if answer else Scam.objects.shown().newest_first(),
    }
    return render(request, "support/truth.html", context, status=status)
