from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EnterprisesConfig(AppConfig):
    name = "enterprises"
    verbose_name = _("Đơn vị sử dụng lao động")

    def ready(self) -> None:
        from citizens import chores, exports
        from enterprises import files, imports, notices
        from enterprises.exports import unit_tables
        from insurance.imports import register

        register(imports.kinds)
        chores.register("unit files", files.build_waiting, 2)
        exports.register("5-units", unit_tables)
        chores.register("notices", notices.issue_due, 3600)
