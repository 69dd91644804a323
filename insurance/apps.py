from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InsuranceConfig(AppConfig):
    name = "insurance"
    verbose_name = _("Hồ sơ bảo hiểm")

    def ready(self) -> None:
        from citizens import chores, exports, stops
        from insurance.corrections import proposals, retention
        from insurance.exports import paper_tables, participation_tables, record_tables
        from insurance.imports import jobs

        stops.register("proposals", proposals.stop)
        chores.register("imports", jobs.run_waiting, 1, apart=True)
        exports.register("2-insurance", participation_tables)
        exports.register("3-records", record_tables)
        exports.register("4-papers", paper_tables)
        chores.register("files of papers", _forget_files, 3600)
        chores.register("old corrections", retention.purge, 3600)


def _forget_files() -> int:
    from insurance.proofs.services import forget_files  # brings the typesetter along

    return forget_files()
