from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CitizensConfig(AppConfig):
    name = "citizens"
    verbose_name = _("Người dân và đơn vị")

    def ready(self) -> None:
        # The first sign-in of a process must find the session's clock, whether or not a page was served before.
        from citizens import exports, stops
        from citizens.accounts import contacts, papers, recovery, sessions  # noqa: F401

        exports.register("1-citizens", exports.person_tables)
        stops.register("channels", contacts.stop_change, signs_out=True)
        stops.register("recovery", recovery.stop_recovery, signs_out=True)
        stops.register("papers", papers.stop)
