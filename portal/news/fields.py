"""Form fields of the news: rich text, pictures, films, captions."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.forms.widgets import Script
from django.templatetags.static import static
from PIL import Image

from citizens.uploads import fields
from portal.news import films, pictures, rich_text


class RichTextWidget(forms.Textarea):
    """A text area that the editor takes over (static/js/rich-text.js). Without a script it shows its HTML."""

    class Media:
        css = {
            "all": [
                "django_prose_editor/material-icons.css",
                "django_prose_editor/editor.css",
                "django_prose_editor/overrides.css",
                "css/rich-text.css",
            ]
        }
        js = [Script("js/rich-text.js", type="module")]

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        context["widget"]["attrs"]["data-rich-text"] = static("django_prose_editor/editor.js")
        return context

    def use_required_attribute(self, initial: Any) -> bool:
        """The browser could not point at the field behind the editor; the form says it instead."""
        return False


class RichTextField(forms.CharField):
    widget = RichTextWidget

    def prepare_value(self, value: Any) -> Any:
        return rich_text.clean(value) if isinstance(value, str) else value

    def to_python(self, value: Any) -> str:
        return rich_text.clean(super().to_python(value) or "")


class PictureField(fields.PictureField):
    """Cleans to the pixels of a picture wide enough to be a cover."""

    def clean(self, data: Any, initial: Any = None) -> Image.Image | None:
        safe = super().clean(data, initial)
        return pictures.read(safe) if safe else None


class FilmField(forms.FileField):
    """Cleans to a file whose content is a film."""

    widget = forms.FileInput(attrs={"accept": "video/webm,video/mp4"})

    def clean(self, data: Any, initial: Any = None) -> UploadedFile | None:
        upload = super().clean(data, initial)
        if not isinstance(upload, UploadedFile):
            return None
        films.check(upload)
        return upload
