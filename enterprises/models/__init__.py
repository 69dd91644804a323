"""What the enterprise area keeps of its own."""

from enterprises.models.files import UnitFile
from enterprises.models.notices import Notice, UnitPayment

__all__ = ["Notice", "UnitFile", "UnitPayment"]
