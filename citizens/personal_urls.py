"""What citizens/ has under /ca-nhan/: acting for others, who looked, one's own data, notices."""

from django.urls import path

from citizens.views import access_log, mandates, my_data, notifications

app_name = "citizens"

urlpatterns = [
    path("nguoi-phu-thuoc/", mandates.mandates, name="mandates"),
    path("nguoi-phu-thuoc/moi/", mandates.invitation, name="mandate-invite"),
    path("nguoi-phu-thuoc/con/", mandates.act_for_child, name="act-for-child"),
    path("nguoi-phu-thuoc/<uuid:public_id>/dong-y/", mandates.confirm, name="mandate-confirm"),
    path("nguoi-phu-thuoc/<uuid:public_id>/cham-dut/", mandates.revoke, name="mandate-revoke"),
    path("nguoi-phu-thuoc/<uuid:public_id>/thay-mat/", mandates.act_for_adult, name="act-for-adult"),
    path("thoi-thay-mat/", mandates.stop_acting, name="stop-acting"),
    path("ai-da-xem/", access_log.access_log, name="access-log"),
    path("ai-da-xem/tai-ve/", access_log.download, name="access-log-download"),
    path("ai-da-xem/<uuid:public_id>/hoi/", access_log.question, name="access-question"),
    path("du-lieu-cua-toi/", my_data.my_data, name="my-data"),
    path("du-lieu-cua-toi/tao-tep/", my_data.order_export, name="export-order"),
    path("du-lieu-cua-toi/<uuid:public_id>.zip", my_data.download_export, name="export-download"),
    path("du-lieu-cua-toi/dong-y/", my_data.consent, name="consent"),
    path("thong-bao/", notifications.notifications, name="notifications"),
    path("thong-bao/da-doc/", notifications.read_all, name="notifications-read"),
    path("thong-bao/cach-nhan/", notifications.notice_settings, name="notice-settings"),
    path("thong-bao/so-moi/", notifications.bell, name="bell"),
]
