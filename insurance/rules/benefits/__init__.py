"""How the amount of a benefit comes about, step by step. Pure: the caller gives every input.

Each function returns a frozen result with the steps as fields, the final `amount` in whole đồng (rounded once, half up)
and the `parameters` behind it, so that a page can show each figure with its source and certainty.
"""
