"""What citizens/ has under /ca-nhan/: acting for others, who looked, one's own data, notices."""

from django.urls import path

from citizens.views import mandates

app_name = "citizens"

urlpatterns = [
    path("thoi-thay-mat/", mandates.stop_acting, name="stop-acting"),
]
