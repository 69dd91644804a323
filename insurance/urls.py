from django.urls import path

from insurance import office_views, views

app_name = "insurance"

urlpatterns = [
    path("qua-trinh-tham-gia/", views.participation_history, name="participation-history"),
    path("qua-trinh-tham-gia/<uuid:public_id>/", views.participation_period, name="participation-period"),
    path("co-quan-phu-trach/", office_views.own_office, name="own-office"),
]
