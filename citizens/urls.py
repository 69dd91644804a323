"""Everything under /tai-khoan/: ours in the namespace `accounts`, and those of allauth's pages that are open.

allauth finds its own pages by these names. What is not listed here does not exist: no sign-up form, e-mail list or
password reset of allauth's.
"""

from allauth.account import views as account
from django.urls import include, path

from citizens.access import public
from citizens.accounts import sign_in, verification

ours = [
    path("xac-minh/", verification.overview, name="verify"),
    path("dang-nhap/ma/", sign_in.request_code, name="code-request"),
    path("dang-nhap/ma/nhap/", sign_in.confirm_code, name="code-confirm"),
]

urlpatterns = [
    path("dang-nhap/", public(account.login), name="account_login"),
    path("dang-xuat/", public(account.logout), name="account_logout"),
    path("tam-khoa/", public(account.account_inactive), name="account_inactive"),
    path("thu-lai/", public(account.reauthenticate), name="account_reauthenticate"),
    path("", include((ours, "accounts"))),
]
