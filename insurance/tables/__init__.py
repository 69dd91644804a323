"""Records as tables: the same columns and values for the screen, for CSV and JSON, and for paper.

Each module turns rows of one subject into a `Table`. Values stay typed (đồng are int, days are date); who shows them
decides how they look, so a figure cannot differ between the page and the file.
"""

from insurance.tables.base import Column, Kind, Table

__all__ = ["Column", "Kind", "Table"]
