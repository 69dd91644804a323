"""The shell, and an admin that leaves out one module."""

from importlib.util import find_spec

from django.apps import AppConfig, apps
from django.contrib.admin.apps import SimpleAdminConfig


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = "An Sinh"

    def ready(self) -> None:
        from citizens import chores, stops
        from portal.staff import bulk

        chores.register("old steps of officers", bulk.forget, every=3600)
        chores.register("papers of merges", _forget_papers, every=3600)
        stops.register("merges", _stop_merge)


def _forget_papers() -> int:
    from portal.staff.merging import retention

    return retention.purge()


def _stop_merge(secret: str) -> bool:
    from portal.staff.merging import steps  # brings the forms of the admin along

    return steps.stop(secret)


class PortalAdminConfig(SimpleAdminConfig):
    """The stock autodiscovery imports `leaflet.admin`, which needs GDAL; ours passes it by."""

    default_site = "portal.admin_site.PortalAdminSite"

    def ready(self) -> None:
        super().ready()
        for config in apps.get_app_configs():
            # SECURITY: passkeys, sessions and VNeID links are no rows to edit: whoever adds one is that person.
            if (
                config.name != "leaflet"
                and not config.name.startswith("allauth")
                and find_spec(f"{config.name}.admin")
            ):
                __import__(f"{config.name}.admin")
