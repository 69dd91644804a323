from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SupportConfig(AppConfig):
    name = "support"
    verbose_name = _("Hỗ trợ")

    def ready(self) -> None:
        from citizens import chores, exports
        from support import services as conversations
        from support.callbacks import services as callbacks
        from support.exports import support_tables
        from support.requests import services as requests

        exports.register("6-support", support_tables)
        chores.register("late requests", requests.escalate, every=300)
        chores.register("old requests", requests.purge, every=3600)
        chores.register("call-back slots", callbacks.open_slots, every=3600)
        chores.register("old call-backs", callbacks.purge, every=3600)
        chores.register("old conversations", conversations.purge, every=3600)
