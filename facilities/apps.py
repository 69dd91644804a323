from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FacilitiesConfig(AppConfig):
    name = "facilities"
    verbose_name = _("Địa điểm")

    def ready(self) -> None:
        from facilities import paths  # noqa: F401 - registers the path converter
