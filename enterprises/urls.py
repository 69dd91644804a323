from django.urls import path

from enterprises.pages import disputes, files, notices, overview, people, reports, units

app_name = "enterprises"

urlpatterns = [
    path("", units.home, name="home"),
    path("chon/<uuid:public_id>/", units.choose, name="choose"),
    path("dong-y/<uuid:public_id>/", units.confirm, name="confirm"),
    path("thoi/<uuid:public_id>/", units.leave, name="leave"),
    path("dai-dien/", units.claim, name="claim"),
    path("nguoi-lam-ho-so/", units.team, name="team"),
    path("nguoi-lam-ho-so/moi/", units.invite, name="invite"),
    path("tong-quan/", overview.overview, name="overview"),
    path("nguoi-lao-dong/", people.people, name="people"),
    path("nguoi-lao-dong/<uuid:public_id>/", people.person, name="person"),
    path("tang-giam/", reports.report_list, name="reports"),
    path("tang-giam/tep/", reports.report_new, name="report-new"),
    path("tang-giam/mot-nguoi/", reports.report_row, name="report-row"),
    path("tang-giam/mau/", reports.report_template, name="report-template"),
    path("tang-giam/<uuid:public_id>/", reports.report, name="report"),
    path("tang-giam/<uuid:public_id>/loi/", reports.report_errors, name="report-errors"),
    path("tang-giam/<uuid:public_id>/gui/", reports.report_send, name="report-send"),
    path("tang-giam/<uuid:public_id>/bo/", reports.report_drop, name="report-drop"),
    path("cua-toi/", disputes.mine, name="mine"),
    path("cua-toi/<uuid:public_id>/phan-doi/", disputes.object_as_worker, name="mine-dispute"),
    path("phan-doi/", disputes.dispute_list, name="disputes"),
    path("phan-doi/<uuid:public_id>/", disputes.object_as_unit, name="dispute"),
    path("tep/", files.files, name="files"),
    path("tep/dat/", files.order, name="file-order"),
    path("tep/<uuid:public_id>/", files.download, name="file-download"),
    path("c12-ts/", notices.notice_list, name="notices"),
    path("c12-ts/<slug:month>/", notices.notice_detail, name="notice"),
    path("c12-ts/<slug:month>/xlsx/", notices.notice_xlsx, name="notice-xlsx"),
    path("c12-ts/<slug:month>/pdf/", notices.notice_pdf_file, name="notice-pdf"),
]
