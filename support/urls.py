from django.urls import path

from support.views import assistant, knowledge

app_name = "support"
urlpatterns = [
    path("", knowledge.help_home, name="help-home"),
    path("cau-hoi/", knowledge.article_list, name="article-list"),
    path("cau-hoi/<slug:slug>/", knowledge.article_detail, name="article-detail"),
    path("cau-hoi/<slug:slug>/y-kien/", knowledge.article_vote, name="article-vote"),
    path("tro-ly/", assistant.assistant, name="assistant"),
    path("tro-ly/xoa/", assistant.assistant_forget, name="assistant-forget"),
    path("tro-ly/ve-toi/<slug:kind>/", assistant.assistant_personal, name="assistant-personal"),
]
