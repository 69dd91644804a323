"""Two records of one human (gộp sổ): compared (`compare`), proposed, decided and taken back (`steps`), every row that
names a person moved and remembered (`rows`), and the pages of it (`pages`)."""

from portal.staff.merging.pages import page

__all__ = ["page"]
