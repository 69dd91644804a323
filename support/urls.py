from django.urls import path

from support.views import assistant, contact, knowledge, requests, truth

app_name = "support"
urlpatterns = [
    path("", knowledge.help_home, name="help-home"),
    path("cau-hoi/", knowledge.article_list, name="article-list"),
    path("cau-hoi/<slug:slug>/", knowledge.article_detail, name="article-detail"),
    path("cau-hoi/<slug:slug>/y-kien/", knowledge.article_vote, name="article-vote"),
    path("tro-ly/", assistant.assistant, name="assistant"),
    path("tro-ly/xoa/", assistant.assistant_forget, name="assistant-forget"),
    path("tro-ly/ve-toi/<slug:kind>/", assistant.assistant_personal, name="assistant-personal"),
    path("yeu-cau/", requests.request_home, name="request-home"),
    path("yeu-cau/moi/", requests.request_new, name="request-new"),
    path("yeu-cau/cua-toi/", requests.request_mine, name="request-mine"),
    path("yeu-cau/cua-toi/<uuid:public_id>/", requests.request_detail, name="request-detail"),
    path("yeu-cau/cua-toi/<uuid:public_id>/tep/<uuid:file_id>/", requests.request_file, name="request-file"),
    path("yeu-cau/theo-doi/", requests.request_follow, name="request-follow"),
    path("yeu-cau/theo-doi/<uuid:public_id>/", requests.request_followed, name="request-followed"),
    path(
        "yeu-cau/theo-doi/<uuid:public_id>/tep/<uuid:file_id>/",
        requests.request_followed_file,
        name="request-followed-file",
    ),
    path("lien-he/", contact.contact, name="contact"),
    path("lien-he/goi-lai/", contact.callback_new, name="callback-new"),
    path("lien-he/goi-lai/cua-toi/<uuid:public_id>/", contact.callback_detail, name="callback-detail"),
    path("lien-he/goi-lai/theo-doi/<uuid:public_id>/", contact.callback_followed, name="callback-followed"),
    path("tin-that-gia/", truth.truth, name="truth"),
]
