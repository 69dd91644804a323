from django.urls import path

from insurance import views

app_name = "insurance"

urlpatterns = [
    path("qua-trinh-tham-gia/", views.participation_history, name="participation-history"),
    path("qua-trinh-tham-gia/<uuid:public_id>/", views.participation_period, name="participation-period"),
]
