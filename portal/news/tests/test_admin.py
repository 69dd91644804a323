"""Staff write news: who may, covers, films, captions, preview, versions; payloads through the form."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from citizens.models import User
from citizens.tests.factories import make_citizen, make_officer
from portal.news import pictures
from portal.news.models import NewsArticle, Video
from portal.news.tests.factories import CAPTIONS, FILM, make_news, make_video
from support.tests.factories import make_article

pytestmark = pytest.mark.django_db
ADD_NEWS, ADD_VIDEO = "/quan-tri/portal/newsarticle/add/", "/quan-tri/portal/video/add/"
SECRET = b"noi chup: 10.95,106.82"


@pytest.fixture
def writer(client: Client) -> Client:
    client.force_login(make_officer(None).user)
    return client


def news_form(**changes: Any) -> dict[str, Any]:
    return {
        "category": "policy", "slug": "bai-moi", "title": "Bài mới", "summary": "Tóm tắt", "body": "<p>Nội dung</p>",
        "is_published": "on", "published_at_0": "2026-01-01", "published_at_1": "08:00", **changes,
    }  # fmt: skip


def video_form(**changes: Any) -> dict[str, Any]:
    return {
        "slug": "phim-moi", "title": "Phim mới", "summary": "Tóm tắt", "transcript": "Lời", "captions": CAPTIONS,
        "seconds": "2", "is_published": "on", "published_at_0": "2026-01-01", "published_at_1": "08:00", **changes,
    }  # fmt: skip


def picture(kind: str = "JPEG", size: tuple[int, int] = (1300, 900), **options: Any) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", size, "#0b5560").save(target, kind, **options)
    return target.getvalue()


def upload(content: bytes, name: str = "anh.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_an_article_from_the_form_to_the_page(writer: Client) -> None:
    question = make_article()
    data = news_form(
        services=["qua-trinh"], questions=[question.slug], body='<p onclick="x">Chữ</p><script>y</script>'
    )
    assert writer.post(ADD_NEWS, data).status_code == 302
    article = NewsArticle.objects.get()
    assert (article.body, article.services, article.questions) == (
        "<p>Chữ</p>",
        ["qua-trinh"],
        [question.slug],
    )
    assert "<p>Chữ</p>" in Client().get(article.get_absolute_url()).content.decode()
    versions = writer.get(reverse("admin:portal_newsarticle_versions", args=[article.pk])).content.decode()
    assert "Bài mới" in versions and User.objects.get().username in versions


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("body", "<script>x</script>"),
        ("body", "<p></p>"),
        ("slug", "theo-thang"),
        ("title_en", "Only the title"),
        ("expires_at_0", "2020-01-01"),
        ("category", "none"),
        ("services", ["gone"]),
        ("questions", ["gone"]),
    ],
)
def test_what_cannot_be_shown_is_refused(writer: Client, field: str, value: Any) -> None:
    data = news_form(**{field: value}) | ({"expires_at_1": "08:00"} if field == "expires_at_0" else {})
    response = writer.post(ADD_NEWS, data)
    assert response.status_code == 200
    assert response.context["errors"]
    assert not NewsArticle.objects.exists()


def test_a_cover_is_cut_encoded_anew_and_told_to_phones(writer: Client) -> None:
    exif = Image.Exif()
    exif[0x010E] = SECRET.decode()
    data = news_form(cover_file=upload(picture(exif=exif, comment=SECRET) + SECRET))
    assert writer.post(ADD_NEWS, data).status_code == 302
    cover = NewsArticle.objects.get().picture
    assert cover is not None
    assert cover.widths == [400, 800, 1200]
    for width in cover.widths:
        response = writer.get(cover.address(width))
        content = b"".join(response.streaming_content)  # type: ignore[attr-defined]
        assert SECRET not in content
        stored = Image.open(io.BytesIO(content))
        assert (stored.format, stored.size) == ("WEBP", (width, round(width * 9 / 16)))
        assert not stored.getexif()
        assert "immutable" in response["Cache-Control"]
    page = writer.get("/tin-tuc/bai-moi/").content.decode()
    assert 'width="1200" height="675"' in page
    form = writer.get(reverse("admin:portal_newsarticle_change", args=[NewsArticle.objects.get().pk]))
    assert cover.small in form.content.decode()
    assert "Xem trước" not in writer.get(ADD_NEWS).content.decode()  # nothing saved, nothing to see
    unfinished = news_form(title="", slug="", cover_file=upload(picture()))
    errors = writer.post(ADD_NEWS, unfinished).context["adminform"].form.errors
    assert set(errors) == {"title", "cover_file"} and "chọn lại tệp" in str(errors["cover_file"])
    assert page.count("w, ") >= 2
    assert 'loading="lazy"' in writer.get("/").content.decode()
    assert writer.get(cover.address(400).replace("-400", "-401")).status_code == 404


@pytest.mark.parametrize(
    "content",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        picture()[:800],
        picture("GIF"),
        picture(size=(390, 300)),
        picture("PNG", size=(9000, 9000)),
        b"GIF89a/*<script>alert(1)</script>*/",
        b"%PDF-1.4",
        b"",
    ],
    ids=["svg", "truncated", "gif", "narrow", "bomb", "polyglot", "pdf", "empty"],
)
def test_what_is_no_picture_is_refused(writer: Client, content: bytes) -> None:
    assert writer.post(ADD_NEWS, news_form(cover_file=upload(content))).status_code == 200
    assert not NewsArticle.objects.exists()


def test_a_film_from_the_form_to_the_page(writer: Client) -> None:
    data = video_form(film=upload(FILM, "../../phim.exe"), poster_file=upload(picture()))
    assert writer.post(ADD_VIDEO, data).status_code == 302
    video = Video.objects.get()
    assert video.file.startswith("films/")
    assert video.file.endswith(".webm")
    assert (video.file_size, video.file_type) == (len(FILM), "video/webm")
    page = writer.get(video.get_absolute_url()).content.decode()
    assert 'kind="captions"' in page
    assert "poster=" in page
    # Saved once more without choosing the file again: it stays.
    change = reverse("admin:portal_video_change", args=[video.pk])
    assert writer.post(change, video_form(title="Tên khác")).status_code == 302
    video.refresh_from_db()
    assert (video.title, video.file_size) == ("Tên khác", len(FILM))


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"film": upload(b"<html>", "a.webm")},
        {"film": upload(b"\x1a\x45\xdf\xa3matroska" + bytes(90), "a.webm")},
        {"external_url": "http://films.example/"},
        {"external_url": "javascript:alert(1)"},
        {"external_url": "https://films.example/", "film": upload(FILM)},
        {"external_url": "https://films.example/", "captions": "no captions"},
        {"external_url": "https://films.example/", "captions": "WEBVTT\n\n00:05.000 --> 00:01.000\nx"},
        {"external_url": "https://films.example/", "captions": "WEBVTT\n\n0:05 --> 0:07\nx"},
    ],
)
def test_a_film_that_cannot_be_shown_is_refused(writer: Client, changes: dict[str, Any]) -> None:
    response = writer.post(ADD_VIDEO, video_form(**changes))
    assert response.status_code == 200
    assert response.context["errors"]
    assert not Video.objects.exists()


def test_preview_before_the_hour_and_lists(writer: Client) -> None:
    later = make_news(title="Sắp có", published_at=timezone.now() + timedelta(days=2))
    gone = make_news(title="Đã qua", expires_at=timezone.now() - timedelta(hours=1))
    draft, now = make_news(title="Bản nháp", is_published=False), make_news(title="Đang hiện")
    page = writer.get(reverse("admin:portal_newsarticle_preview", args=[later.pk])).content.decode()
    assert later.title_en in page
    assert "Người dân chưa thấy bài này: hẹn" in page
    only = make_news(title="Chỉ tiếng Việt", title_en="", summary_en="", body_en="", is_published=False)
    page = writer.get(reverse("admin:portal_newsarticle_preview", args=[only.pk])).content.decode()
    assert "chưa thấy bài này: bản nháp" in page and "Chưa có bản tiếng Anh" in page
    assert 'lang="en"' not in page
    only.delete()
    address = "/quan-tri/portal/newsarticle/"
    for when, article in (("later", later), ("ended", gone), ("draft", draft), ("now", now)):
        rows = writer.get(address, {"when": when}).context["cl"].result_list
        assert [row.pk for row in rows] == [article.pk], when
    assert [row.pk for row in writer.get(address, {"q": "dang hien"}).context["cl"].result_list] == [now.pk]
    video = make_video()
    assert (
        video.transcript
        in writer.get(reverse("admin:portal_video_preview", args=[video.pk])).content.decode()
    )
    assert writer.get(reverse("admin:portal_video_versions", args=[video.pk])).status_code == 200


def test_officers_of_a_province_read_and_do_not_write(client: Client) -> None:
    article = make_news()
    client.force_login(make_officer("75").user)
    assert client.get("/quan-tri/portal/newsarticle/").status_code == 200
    change = reverse("admin:portal_newsarticle_change", args=[article.pk])
    assert client.post(change, news_form()).status_code == 403
    assert client.get(ADD_NEWS).status_code == 403


def test_citizens_see_no_drafts(client: Client) -> None:
    draft = make_news(title="Chưa đăng đâu", is_published=False)
    client.force_login(make_citizen().user)
    for name in ("change", "preview", "versions"):
        page = client.get(reverse(f"admin:portal_newsarticle_{name}", args=[draft.pk]), follow=True)
        assert draft.title not in page.content.decode()


def test_the_same_picture_is_one_file() -> None:
    image = Image.new("RGB", (900, 700), "#123456")
    assert pictures.store(image) == pictures.store(image)
    path = pictures.path_of(pictures.store(image).split("-")[0], 800)
    assert default_storage.exists(path)


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_takes_a_constant_number_of_queries(
    writer: Client, count: int, django_assert_max_num_queries
) -> None:
    for _ in range(count):
        make_news()
    with django_assert_max_num_queries(10):
        writer.get("/quan-tri/portal/newsarticle/")
