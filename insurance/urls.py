from django.urls import path

from insurance import office_views, views, views_overview
from insurance.pages import benefits, cards, corrections, downloads, leave, proofs, visits, yearly

app_name = "insurance"

urlpatterns = [
    path("", views_overview.home, name="overview"),
    path("qua-trinh-tham-gia/", views.participation_history, name="participation-history"),
    path("qua-trinh-tham-gia/<uuid:public_id>/", views.participation_period, name="participation-period"),
    path("co-quan-phu-trach/", office_views.own_office, name="own-office"),
    path("qua-trinh-tham-gia/theo-nam/", yearly.participation_by_year, name="participation-by-year"),
    path("quyen-loi/", benefits.benefit_list, name="benefit-list"),
    path("quyen-loi/<uuid:public_id>/", benefits.benefit_detail, name="benefit-detail"),
    path("the-bhyt/", cards.card, name="card"),
    path("the-bhyt/ma-kiem-tra/", cards.code_issue, name="code-issue"),
    path("the-bhyt/huy-ma/", cards.code_revoke, name="code-revoke"),
    path("kham-chua-benh/", visits.visit_list, name="visit-list"),
    path("kham-chua-benh/<uuid:public_id>/", visits.visit_detail, name="visit-detail"),
    path("dinh-chinh/", corrections.correction_list, name="correction-list"),
    path("dinh-chinh/bao-sai/<str:key>/", corrections.correction_new, name="correction-new"),
    path("dinh-chinh/<uuid:public_id>/", corrections.correction_detail, name="correction-detail"),
    path("dinh-chinh/<uuid:public_id>/rut/", corrections.correction_withdraw, name="correction-withdraw"),
    path("dinh-chinh/giay-to/<uuid:public_id>/", corrections.correction_file, name="correction-file"),
    path("giay-nghi-viec/", leave.leave_list, name="leave-list"),
    path("giay-to/", proofs.proof_list, name="proof-list"),
    path("giay-to/cap/", proofs.proof_issue, name="proof-issue"),
    path("giay-to/<uuid:public_id>/", proofs.proof_download, name="proof-download"),
    path("giay-to/<uuid:public_id>/huy/", proofs.proof_revoke, name="proof-revoke"),
    path("tai-ve/<slug:table>.<slug:form>", downloads.table_download, name="table-download"),
]
