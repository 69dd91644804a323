"""A request body has an end: what is larger is refused while it arrives, before it fills memory or disk."""

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

from citizens.uploads.content import MEGABYTE

MOST_BODY_BYTES = 64 * MEGABYTE


class CappedUploadHandler(FileUploadHandler):
    """Stands first in FILE_UPLOAD_HANDLERS; passes everything on until the limit."""

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self.taken = 0

    def handle_raw_input(
        self,
        input_data: Any,
        META: Any,  # noqa: N803 - Django's name
        content_length: int,
        boundary: Any,
        encoding: Any = None,
    ) -> None:
        if content_length > MOST_BODY_BYTES:
            raise RequestDataTooBig("the request body exceeds the limit for uploads")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.taken += len(raw_data)
        if self.taken > MOST_BODY_BYTES:
            raise RequestDataTooBig("the request body exceeds the limit for uploads")
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None
