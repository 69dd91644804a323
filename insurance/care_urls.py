from django.urls import path

from insurance import care_views

app_name = "care"

urlpatterns = [
    path("<place_code:code>/", care_views.care_here, name="at-place"),
    path("<place_code:code>/ho-so-cua-toi/", care_views.own_care_here, name="own-at-place"),
]
