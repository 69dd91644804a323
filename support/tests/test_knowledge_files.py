"""The files of the knowledge base: complete, well formed, and loadable again and again."""

from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import translation

from support.knowledge import catalogue, figures
from support.knowledge.loading import load
from support.models import Action, Article, Certainty

TODAY = date(2026, 11, 23)
WRITTEN = catalogue.read_articles()


def test_there_are_forty_topics_in_known_groups() -> None:
    assert len(catalogue.topics()) == 40
    assert {topic.group for topic in catalogue.topics().values()} == set(catalogue.groups())


@pytest.mark.parametrize("article", WRITTEN, ids=lambda article: article.slug)
def test_each_article_is_whole(article: catalogue.WrittenArticle) -> None:
    assert article.certainty in Certainty.values
    assert article.action in Action.values
    assert article.law
    assert len(article.asks) >= 5
    for text in (article.question, article.question_en, article.answer, article.answer_en, *article.asks):
        assert text.strip() == text != ""
    for language in ("vi", "en"):
        with translation.override(language):
            for text in (article.answer, article.answer_en, *article.steps, *article.steps_en):
                assert "{" not in figures.fill(text, TODAY)
                assert "}" not in figures.fill(text, TODAY)


def test_figures_are_those_of_the_day() -> None:
    assert figures.fill("{reference_level}", date(2026, 6, 30)) == "2.340.000 đ"
    assert figures.fill("{reference_level}", date(2026, 7, 1)) == "2.530.000 đ"
    expected = {
        "bhxh_ceiling": "50.600.000 đ",
        "copay_threshold": "379.500 đ",
        "copay_year_limit": "15.180.000 đ",
        "funeral_grant": "25.300.000 đ",
        "birth_grant": "5.060.000 đ",
        "convalescence_day": "759.000 đ",
        "household_first": "113.850 đ",
        "household_year_1": "1.366.200 đ",
        "household_fifth": "45.540 đ",
        "household_rate": "4,5%",
        "bhtn_cap_region_1": "106.200.000 đ",
    }
    assert {name: figures.fill(f"{{{name}}}", TODAY) for name in expected} == expected


def test_an_unknown_figure_is_refused() -> None:
    with pytest.raises(figures.UnknownFigure):
        figures.fill("{salary_of_the_king}", TODAY)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('topic = "nothing"', "no topic"),
        ('topic = "bhyt-card-lost"\n[[article]]\nslug = "a"', "lacks"),
        ("topic = ", "a.toml"),
    ],
)
def test_a_broken_file_is_named(tmp_path: Path, content: str, message: str) -> None:
    (tmp_path / "a.toml").write_text(content)
    with pytest.raises(catalogue.KnowledgeFileError, match=message):
        catalogue.read_articles(tmp_path)


@pytest.mark.django_db
def test_loading_twice_changes_nothing_and_keeps_what_staff_wrote() -> None:
    assert load().added == len(WRITTEN)
    again = load()
    assert (again.changed, again.kept) == (0, 0)
    edited, gone = Article.objects.all()[:2]
    edited.answer = "Cán bộ sửa."
    edited.save()
    third = load([article for article in WRITTEN if article.slug != gone.slug])
    assert (third.added, third.updated, third.withdrawn, third.kept) == (0, 0, 1, 1)
    edited.refresh_from_db()
    gone.refresh_from_db()
    assert edited.answer == "Cán bộ sửa."
    assert not gone.is_published


@pytest.mark.django_db
def test_a_changed_file_reaches_the_row_and_leaves_a_version() -> None:
    from dataclasses import replace

    load(WRITTEN[:1])
    load([replace(WRITTEN[0], answer="Câu trả lời mới.")])
    article = Article.objects.get()
    assert article.answer == "Câu trả lời mới."
    assert [event.answer for event in article.events.order_by("pgh_id")] == [
        WRITTEN[0].answer,
        "Câu trả lời mới.",
    ]


@pytest.mark.django_db
def test_the_command_says_what_it_did(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_knowledge")
    assert f"{len(WRITTEN)} added" in capsys.readouterr().out
