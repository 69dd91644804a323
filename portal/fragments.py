"""Where the frame's fragments are kept: finished strings in the memory of this process, handed out as they are."""

from typing import Any, ClassVar

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache

MOST = 1_000


class FragmentCache(BaseCache):
    """A dict. LocMemCache packs and unpacks each value so that nobody changes it; these are strings, and a page reads
    a dozen. Nothing expires: a new process starts empty."""

    _kept: ClassVar[dict[str, Any]] = {}  # one for all threads

    def __init__(self, _location: str, params: dict[str, Any]) -> None:
        super().__init__(params)

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        return self._kept.get(key, default)

    def set(
        self, key: str, value: Any, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None
    ) -> None:
        if len(self._kept) >= MOST:
            self._kept.clear()
        self._kept[key] = value

    def delete(self, key: str, version: int | None = None) -> bool:
        return self._kept.pop(key, None) is not None

    def clear(self) -> None:
        self._kept.clear()
