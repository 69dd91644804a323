"""What the enterprise area keeps of its own."""

from enterprises.models.files import UnitFile

__all__ = ["UnitFile"]
