from django.urls import path

from insurance.lookups import views

app_name = "lookups"

urlpatterns = [
    path("", views.overview, name="overview"),
    path("ma-so-bhxh/", views.number, name="number"),
    path("ma-so-bhxh/gui/", views.number_send, name="number-send"),
    path("the-bhyt/", views.card, name="card"),
    path("don-vi/", views.employer, name="employer"),
]
