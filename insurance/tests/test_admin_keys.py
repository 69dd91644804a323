"""The administrator turns the signing key over."""

import pytest
from django.urls import reverse

from citizens.models import User
from citizens.tests.factories import give_fresh_proof, staff_client
from insurance.check_codes import keys
from insurance.models import SigningKey

pytestmark = pytest.mark.django_db


def test_a_key_is_turned_over_and_a_lost_one_believed_no_more(settings, tmp_path) -> None:
    settings.KEYS_DIR = tmp_path
    administrator = staff_client(None, roles=["national"])
    administrator = staff_client(None, roles=["national"])
    first, _private = keys.signing_key()
    page = reverse("admin:insurance_signingkey_rotate")
    administrator.post(page, {"sure": "on"})
    assert SigningKey.objects.count() == 1  # asks for a fresh proof
    give_fresh_proof(administrator, User.objects.get(pk=administrator.session["_auth_user_id"]))
    assert administrator.post(page, {}).status_code == 400
    administrator.post(page, {"sure": "on"})
    first.refresh_from_db()
    assert first.retired_at is not None and first.revoked_at is None
    administrator.post(page, {"sure": "on", "lost": first.key_id})
    first.refresh_from_db()
    assert first.revoked_at is not None and SigningKey.objects.count() == 3
    listed = administrator.get(reverse("admin:insurance_signingkey_changelist")).content.decode()
    assert "đang ký" in listed and "không tin nữa" in listed and "thôi ký" in listed
    assert staff_client("75", roles=["records"]).post(page, {"sure": "on"}).status_code == 403
