"""Correcting a record: what may be wrong (`subjects`), how it is filed and decided (`services`), the mark on rows."""
