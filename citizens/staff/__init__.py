"""Members of staff: their roles, what they open, and who watches them."""
