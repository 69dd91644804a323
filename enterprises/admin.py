"""The office's side: legal representatives, reported changes, disputed rows."""

from enterprises import admin_claims, admin_disputes, admin_reports  # noqa: F401 - they register their pages
