"""What allauth asks for between the first proof and being signed in."""

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.stages import AuthenticateStage
from django.http import HttpRequest

# These are as strong as two factors, or are how somebody comes back who lost the second one.
ENOUGH_ALONE = {"vneid", "counter", "recovery", "trusted"}


class SecondFactorStage(AuthenticateStage):
    """The second factor, unless the first proof already was more than a password or a code."""

    def _should_handle(self, request: HttpRequest) -> bool:
        methods = {record.get("method") for record in get_authentication_records(request, self.login.user)}
        return bool(super()._should_handle(request)) and not methods & ENOUGH_ALONE
