from django.urls import path

from support.views import knowledge

app_name = "support"
urlpatterns = [
    path("", knowledge.help_home, name="help-home"),
    path("cau-hoi/", knowledge.article_list, name="article-list"),
    path("cau-hoi/<slug:slug>/", knowledge.article_detail, name="article-detail"),
    path("cau-hoi/<slug:slug>/y-kien/", knowledge.article_vote, name="article-vote"),
]
