"""What the enterprise area keeps of its own."""

from enterprises.models.disputes import RowDispute
from enterprises.models.files import UnitFile
from enterprises.models.notices import Notice, UnitPayment
from enterprises.models.reports import ChangeReport, ChangeRow

__all__ = ["ChangeReport", "ChangeRow", "Notice", "RowDispute", "UnitFile", "UnitPayment"]
