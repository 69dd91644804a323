"""Who may open what: every URL of the site, declared. `tests/test_access_matrix.py` walks the resolver against it.

A new URL is one line here. `methods` are those the page answers; every other is 405 for whoever gets that far.
`key` makes the arguments of an object's URL from the one who owns it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from citizens.access import Policy
from citizens.models import Citizen
from support.models import CallbackBooking, SupportRequest

NO_UUID = UUID("00000000-0000-4000-8000-000000000000")
Key = Callable[[Citizen], dict[str, Any]]


@dataclass(frozen=True)
class Route:
    """One URL name. HEAD goes with GET or not, as the view likes.

    `loose`: a page of allauth or Django, whose methods are its own.
    `refuses_empty`: what is posted names an object, so that nothing posted is the same 404 as a stranger's."""

    name: str
    policy: Policy
    methods: tuple[str, ...] = ("GET",)
    key: Key | None = None
    loose: bool = False
    refuses_empty: bool = False


def period_of(person: Citizen) -> dict[str, Any]:
    return {"public_id": person.participation_periods.all()[0].public_id}


def decision_of(person: Citizen) -> dict[str, Any]:
    return {"public_id": person.benefitdecisions.all()[0].public_id}


def visit_of(person: Citizen) -> dict[str, Any]:
    return {"public_id": person.medicalvisits.all()[0].public_id}


def paper_of(person: Citizen) -> dict[str, Any]:
    return {"public_id": person.proof_documents.get().public_id}


def period_to_correct(person: Citizen) -> dict[str, Any]:
    return {"key": f"giai-doan-{person.participation_periods.all()[0].public_id}"}


def correction_of(person: Citizen) -> dict[str, Any]:
    return {"public_id": person.corrections.all()[0].public_id}


def evidence_of(person: Citizen) -> dict[str, Any]:
    return {"public_id": person.corrections.all()[0].files.all()[0].file.public_id}


def invitation_to(person: Citizen) -> dict[str, Any]:
    return {"public_id": person.mandates_held.get(kind="consent", confirmed_at=None).public_id}


def consent_to(person: Citizen) -> dict[str, Any]:
    return {"public_id": person.mandates_held.get(kind="consent", confirmed_at__isnull=False).public_id}


def unit_invitation_to(person: Citizen) -> dict[str, Any]:
    return {"public_id": person.employer_memberships.get(confirmed_at=None).public_id}


def no_row(person: Citizen) -> dict[str, Any]:
    """An object the actors of the table own none of: its own room tests it."""
    return {"public_id": "7b1e0c3a-0000-4000-8000-000000000000"}


def no_month(person: Citizen) -> dict[str, Any]:
    """Notices are a unit's, found among its own only."""
    return {"month": "1999-01"}


def entry_of(person: Citizen) -> dict[str, Any]:
    return {"public_id": person.access_entries.all()[0].public_id}


def export_of(person: Citizen) -> dict[str, Any]:
    return {"public_id": person.data_exports.get().public_id}


def request_of(person: Citizen) -> dict[str, Any]:
    return {"public_id": SupportRequest.objects.get(citizen=person).public_id}


def callback_of(person: Citizen) -> dict[str, Any]:
    return {"public_id": CallbackBooking.objects.get(citizen=person).public_id}


def request_file_of(person: Citizen) -> dict[str, Any]:
    return {**request_of(person), "file_id": NO_UUID}


def no_request(person: Citizen) -> dict[str, Any]:
    return {"public_id": NO_UUID}


def no_place(person: Citizen) -> dict[str, Any]:
    """A place is nobody's record: one that does not exist shows the door as well as any."""
    return {"code": "KHONG-CO"}


def no_article(person: Citizen) -> dict[str, Any]:
    return {"slug": "khong-co"}


def no_cover(person: Citizen) -> dict[str, Any]:
    return {"digest": "khong-co", "width": 400}


def no_captions(person: Citizen) -> dict[str, Any]:
    return {"slug": "khong-co", "language": "vi"}


def no_secret(person: Citizen) -> dict[str, Any]:
    return {"secret": "khong-co"}


def no_handle(person: Citizen) -> dict[str, Any]:
    """Rows of an account are found among its own only: everybody else's are as good as made up."""
    return {"handle": "khong-co"}


def no_picture(person: Citizen) -> dict[str, Any]:
    return {"handle": "khong-co", "side": "truoc"}


PUBLIC, CITIZEN, SELF, STAFF = Policy.PUBLIC, Policy.CITIZEN, Policy.SELF, Policy.STAFF
UNIT = Policy.EMPLOYER
FORM = ("GET", "POST")
# Under /tai-khoan/
ENTRANCES = (
    "code-request", "code-confirm", "register", "register-confirm",
    "recover-code", "recover-trusted", "recover-finish", "recover-counter",
)  # fmt: skip
SETTINGS = (
    "password", "register-password", "papers", "recovery-codes-file", "contact-add", "contact-confirm", "trusted-add",
)  # fmt: skip
FACTORS = ("activate_totp", "deactivate_totp", "add_webauthn", "view_recovery_codes")
SETTINGS_OF_A_ROW = ("passkey-remove", "contact-change", "contact-remove", "vouch")
BUTTONS = ("device-end", "change-cancel", "trusted-answer")

ROUTES = (
    Route("csp-report", PUBLIC, ("POST",)),
    Route("portal:home", PUBLIC),
    Route("portal:about", PUBLIC),
    *(
        Route(f"portal:{name}", PUBLIC)
        for name in ("search", "news", "news-archive", "news-feed", "video-list")
    ),
    Route("portal:news-month", PUBLIC, key=lambda person: {"year": 2026, "month": 7}),
    Route("portal:news-article", PUBLIC, key=no_article, loose=True),
    Route("portal:video", PUBLIC, key=no_article, loose=True),
    Route("news-picture", PUBLIC, key=no_cover, loose=True),
    Route("video-film", PUBLIC, key=no_article, loose=True),
    Route("video-captions", PUBLIC, key=no_captions, loose=True),
    Route("sitemap", PUBLIC),
    Route("robots", PUBLIC),
    Route("portal:privacy", PUBLIC),
    Route("portal:sign-in-help", PUBLIC),
    Route("portal:display", PUBLIC, ("POST",)),
    Route("portal:design-system", Policy.STAFF_OR_DEBUG),
    Route("account_login", PUBLIC, loose=True),
    Route("account_logout", PUBLIC, loose=True),
    Route("account_inactive", PUBLIC, loose=True),
    Route("mfa_authenticate", PUBLIC, loose=True),
    Route("mfa_login_webauthn", PUBLIC, loose=True),
    *(Route(f"accounts:{name}", PUBLIC, FORM) for name in ENTRANCES),
    # Answers 403 when VNeID cannot be reached.
    *(Route(f"accounts:{name}", PUBLIC, loose=True) for name in ("vneid", "vneid-callback")),
    Route("accounts:stop", PUBLIC, FORM, key=no_secret),
    Route("account_reauthenticate", Policy.ACCOUNT, FORM),
    *(Route(f"accounts:{name}", Policy.ACCOUNT) for name in ("security", "verify", "devices", "trusted")),
    Route("mfa_index", Policy.ACCOUNT),
    # Behind a fresh proof, which is asked for before the method is looked at.
    *(Route(f"accounts:{name}", Policy.ACCOUNT, loose=True) for name in SETTINGS),
    *(Route(f"mfa_{name}", Policy.ACCOUNT, loose=True) for name in FACTORS),
    *(Route(f"accounts:{name}", Policy.ACCOUNT, key=no_handle, loose=True) for name in SETTINGS_OF_A_ROW),
    *(Route(f"accounts:{name}", Policy.ACCOUNT, ("POST",), loose=True) for name in BUTTONS),
    # For officers alone; to everybody else they do not exist (citizens/tests/test_account_pages.py).
    Route("accounts:counter", STAFF, FORM, loose=True),
    Route("accounts:papers-queue", STAFF, loose=True),
    Route("accounts:papers-check", STAFF, FORM, key=no_handle, loose=True),
    Route("accounts:papers-picture", STAFF, key=no_picture, loose=True),
    *(
        Route(f"facilities:{name}", PUBLIC, loose=True)
        for name in ("place-list", "place-clusters", "place-geojson", "place-csv", "office-in-charge")
    ),
    *(
        Route(f"facilities:{name}", PUBLIC, key=no_place, loose=True)
        for name in ("place-detail", "place-card", "place-report")
    ),
    Route("care:at-place", PUBLIC, FORM, key=no_place, loose=True),
    Route("care:own-at-place", CITIZEN, FORM, key=no_place, loose=True),
    Route("insurance:own-office", CITIZEN),
    Route("insurance:participation-history", CITIZEN),
    Route("insurance:participation-period", CITIZEN, key=period_of),
    Route("support:help-home", PUBLIC),
    Route("support:article-list", PUBLIC),
    Route("support:assistant", PUBLIC, FORM),
    Route("support:assistant-forget", PUBLIC, ("POST",)),
    Route("support:assistant-personal", SELF, key=lambda person: {"kind": "thoi-gian-dong"}),
    Route("support:request-home", PUBLIC),
    Route("support:request-new", PUBLIC, FORM, loose=True),  # 422 for an empty form
    Route("support:request-mine", SELF),
    Route("support:request-detail", SELF, FORM, key=request_of),
    Route("support:request-file", SELF, key=request_file_of, loose=True),
    Route("support:request-follow", PUBLIC, FORM, loose=True),
    # Found in the session that opened it with its code, else 404 (support/tests/test_requests.py).
    Route("support:request-followed", PUBLIC, FORM, key=no_request, loose=True),
    Route("support:request-followed-file", PUBLIC, key=request_file_of, loose=True),
    Route("support:contact", PUBLIC),
    Route("support:callback-new", PUBLIC, FORM, loose=True),
    Route("support:callback-detail", SELF, FORM, key=callback_of),
    Route("support:callback-followed", PUBLIC, FORM, key=no_request, loose=True),
    Route("support:truth", PUBLIC, FORM, loose=True),
    Route("support:article-detail", PUBLIC, key=no_article, loose=True),
    Route("support:article-vote", PUBLIC, ("POST",), key=no_article, loose=True),
    Route("insurance:participation-by-year", CITIZEN),
    Route("insurance:benefit-list", CITIZEN),
    Route("insurance:benefit-detail", CITIZEN, key=decision_of),
    Route("insurance:card", CITIZEN),
    Route("insurance:code-issue", CITIZEN, ("POST",)),
    Route("insurance:code-revoke", CITIZEN, ("POST",)),
    Route("insurance:visit-list", CITIZEN),
    Route("insurance:visit-detail", CITIZEN, key=visit_of),
    Route("insurance:correction-list", CITIZEN),
    Route("insurance:correction-new", CITIZEN, FORM, key=period_to_correct),
    Route("insurance:correction-detail", CITIZEN, FORM, key=correction_of),
    Route("insurance:correction-withdraw", CITIZEN, ("POST",), key=correction_of),
    Route("insurance:correction-file", CITIZEN, key=evidence_of),
    Route("insurance:leave-list", CITIZEN),
    Route("insurance:proof-list", CITIZEN),
    Route("insurance:proof-issue", CITIZEN, ("POST",)),
    Route("insurance:proof-download", CITIZEN, key=paper_of),
    Route("insurance:proof-revoke", CITIZEN, ("POST",), key=paper_of),
    Route("insurance:table-download", CITIZEN, key=lambda person: {"table": "the-bhyt", "form": "csv"}),
    Route("check:check", PUBLIC, FORM),
    Route("check:known", PUBLIC),
    Route("check:known-piece", PUBLIC, key=lambda person: {"beginning": "AB"}),
    Route("service-worker", PUBLIC),
    Route("insurance:overview", CITIZEN),
    Route("lookups:overview", PUBLIC),
    Route("lookups:number", PUBLIC, FORM),
    Route("lookups:number-send", PUBLIC, ("POST",)),
    Route("lookups:card", PUBLIC, FORM),
    Route("lookups:employer", PUBLIC),
    Route("citizens:stop-acting", PUBLIC, ("POST",)),
    Route("citizens:mandates", SELF),
    Route("citizens:mandate-invite", SELF, FORM),
    Route("citizens:act-for-child", SELF, ("POST",), refuses_empty=True),
    Route("citizens:mandate-confirm", SELF, ("POST",), key=invitation_to),
    Route("citizens:mandate-revoke", SELF, ("POST",), key=invitation_to),
    Route("citizens:act-for-adult", SELF, ("POST",), key=consent_to),
    Route("citizens:access-log", CITIZEN),
    Route("citizens:access-log-download", SELF),
    Route("citizens:access-question", SELF, FORM, key=entry_of),
    Route("citizens:my-data", SELF, FORM),
    Route("citizens:export-order", SELF, ("POST",)),
    Route("citizens:export-download", SELF, key=export_of),
    Route("citizens:consent", SELF, ("POST",)),
    Route("citizens:notifications", SELF),
    Route("citizens:notifications-read", SELF, ("POST",)),
    Route("citizens:notice-settings", SELF, FORM),
    Route("citizens:bell", Policy.ACCOUNT),
    Route("enterprises:home", SELF),
    Route("enterprises:choose", SELF, ("POST",), key=no_row, loose=True),
    Route("enterprises:confirm", SELF, ("POST",), key=unit_invitation_to),
    Route("enterprises:leave", SELF, ("POST",), key=unit_invitation_to),
    Route("enterprises:claim", SELF, FORM),
    Route("enterprises:team", UNIT),
    Route("enterprises:invite", UNIT, FORM),
    Route("enterprises:overview", UNIT),
    Route("enterprises:people", UNIT),
    Route("enterprises:person", UNIT, key=period_of),
    Route("enterprises:notices", UNIT),
    *(
        Route(f"enterprises:{name}", UNIT, key=no_month, loose=True)
        for name in ("notice", "notice-xlsx", "notice-pdf")
    ),
    Route("enterprises:reports", UNIT),
    Route("enterprises:report-new", UNIT, FORM),
    Route("enterprises:report-row", UNIT, FORM),
    Route("enterprises:report-template", UNIT),
    *(Route(f"enterprises:{name}", UNIT, key=no_row, loose=True) for name in ("report", "report-errors")),
    *(
        Route(f"enterprises:{name}", UNIT, ("POST",), key=no_row, loose=True)
        for name in ("report-send", "report-drop")
    ),
    Route("enterprises:mine", SELF),
    Route("enterprises:mine-dispute", SELF, FORM, key=no_row, loose=True),
    Route("enterprises:disputes", UNIT),
    Route("enterprises:dispute", UNIT, FORM, key=no_row, loose=True),
    Route("enterprises:files", UNIT),
    Route("enterprises:file-order", UNIT, ("POST",)),
    Route("enterprises:file-download", UNIT, key=no_row, loose=True),
)

UNTRANSLATED = {
    "csp-report",
    "service-worker",
    "sitemap",
    "robots",
    "news-picture",
    "video-film",
    "video-captions",
}  # one address for both languages

# Pages of the admin: Django's own, and those of each registered model.
ADMIN_PAGES = (
    "index",
    "login",
    "logout",
    "password_change",
    "password_change_done",
    "autocomplete",
    "jsi18n",
    "citizens_approval_queue",
    "insurance_importbatch_template",
    "support_supportrequest_measures",
    "citizens_recordopening_person",
    "citizens_recordopening_officers",
    "insurance_signingkey_rotate",
    "waiting-list",
)
ADMIN_UNNAMED = ("view_on_site", "app_list", None)
ADMIN_MODELS = (
    "citizens_accessentry",
    "citizens_approval",
    "citizens_citizen",
    "citizens_countervisit",
    "citizens_recordopening",
    "citizens_staffalert",
    "citizens_employer",
    "citizens_accessquestion",
    "citizens_datarequest",
    "citizens_officer",
    "citizens_employermember",
    "enterprises_changerow",
    "enterprises_rowdispute",
    "facilities_place",
    "facilities_placereport",
    "insurance_correction",
    "insurance_importbatch",
    "insurance_lookupalarm",
    "insurance_proofdocument",
    "insurance_signingkey",
    "portal_newsarticle",
    "portal_video",
    "support_article",
    "support_articlevote",
    "support_callbackbooking",
    "support_callbackslot",
    "support_scam",
    "support_supportrequest",
)
# Pages a room adds for one row of a model.
ADMIN_ROW_PAGES = (
    "support_article_preview",
    "support_article_versions",
    "support_supportrequest_next",
    "bulk-undo",
    "day-counts",
    *(
        f"{model}_{page}"
        for model in ("portal_newsarticle", "portal_video")
        for page in ("preview", "versions")
    ),
    "insurance_correction_paper",
    "insurance_correction_next",
    "citizens_officer_safety",
    *(f"citizens_citizen_{page}" for page in ("open", "changes", "asof", "watch", "counter", "receipt")),
    *(f"citizens_citizen_{page}" for page in ("propose", "merge", "download")),
    *(f"citizens_approval_{page}" for page in ("open", "decide", "paper")),
    *(f"insurance_importbatch_{page}" for page in ("apply", "fix", "errors", "differences")),
)
ADMIN_FILE_PAGES = ("support_supportrequest_paper",)  # a row and a file
ADMIN_MODEL_PAGES = ("changelist", "add", "history", "delete", "change")
