"""Pictures, films and captions. Public and the same for everybody; nothing here asks who is looking."""

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from citizens.access import public
from portal.news import films, pictures, ranges
from portal.news.models import Video

FOREVER = "public, max-age=31536000, immutable"  # the name is the content


@public
@require_safe
def picture(request: HttpRequest, digest: str, width: int) -> HttpResponseBase:
    path = pictures.path_of(digest, width)
    if width not in pictures.WIDTHS or not default_storage.exists(path):
        raise Http404
    response = FileResponse(default_storage.open(path, "rb"), content_type="image/webp")
    response["Cache-Control"] = FOREVER
    return response


@public
@require_safe
def film(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The file of a film that is shown now, whole or in pieces."""
    video = Video.objects.shown_at(timezone.now()).filter(slug=slug).exclude(file="").first()
    if video is None or not default_storage.exists(video.file):
        raise Http404
    return ranges.serve(
        request,
        films.open_stored(video.file),
        size=default_storage.size(video.file),
        etag=video.file.rpartition("/")[2].partition(".")[0],
        changed_at=default_storage.get_modified_time(video.file).timestamp(),
        content_type=video.file_type,
    )


@public
@require_safe
def captions(request: HttpRequest, slug: str, language: str) -> HttpResponse:
    """WebVTT of a film that is shown now."""
    found = Video.objects.shown_at(timezone.now()).filter(slug=slug).first()
    text = "" if found is None else found.captions_en if language == "en" else found.captions
    if not text:
        raise Http404
    return HttpResponse(text, content_type="text/vtt; charset=utf-8")
