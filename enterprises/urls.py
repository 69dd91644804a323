from django.urls import path

from enterprises.pages import files, notices, overview, people, units

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
    path("tep/", files.files, name="files"),
    path("tep/dat/", files.order, name="file-order"),
    path("tep/<uuid:public_id>/", files.download, name="file-download"),
    path("c12-ts/", notices.notice_list, name="notices"),
    path("c12-ts/<slug:month>/", notices.notice_detail, name="notice"),
    path("c12-ts/<slug:month>/xlsx/", notices.notice_xlsx, name="notice-xlsx"),
]
