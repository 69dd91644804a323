"""One-time codes, and how often anything may be tried."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from citizens.models.accounts import User
from citizens.models.contacts import ContactKind


class CodeChallenge(models.Model):
    """Codes sent to one address for one purpose within one session. Five tries and one success for all of them."""

    class Purpose(models.TextChoices):
        SIGN_IN = "sign_in"
        STEP_UP = "step_up"
        REGISTER = "register"
        ADD_CONTACT = "add_contact"

    purpose = models.CharField(max_length=12, choices=Purpose.choices)
    # Nobody, for a number we do not know: the page looks and works the same, and no code is right.
    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="+")
    kind = models.CharField(max_length=5, choices=ContactKind.choices)
    address_key = models.CharField(max_length=43)  # fingerprint of where the codes went
    binding = models.CharField(max_length=43)  # fingerprint of a secret in the session that asked
    codes = models.JSONField(default=list)  # [{"key": fingerprint, "until": seconds}], newest last
    tries = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(tries__lte=5), name="code_challenge_five_tries"),
        ]
        indexes = [
            models.Index(fields=["binding", "purpose"], name="code_challenge_by_session"),
            models.Index(fields=["created_at"], name="code_challenge_age"),
        ]

    def __str__(self) -> str:
        return self.purpose


class Allowance(models.Model):
    """The moments at which one key was used lately. `citizens.limits` reads and writes it in one statement."""

    key = models.CharField(max_length=43, primary_key=True)
    hits = ArrayField(models.DateTimeField(), default=list)
    uses = models.PositiveIntegerField(default=0)
    until = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["until"], name="allowance_until")]

    def __str__(self) -> str:
        return "allowance"
