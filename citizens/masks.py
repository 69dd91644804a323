"""Enough of a person's details for an officer to tell people apart, not enough to copy them."""


def mask_name(name: str) -> str:
    """`Nguyễn Thị Lan` as `N. T. Lan`: the given name, and initials of the rest."""
    *rest, given = name.split() or [""]
    return " ".join([*(f"{word[:1]}." for word in rest), given])


def mask_number(number: str | None) -> str:
    """`7513000001` as `75…001`; nothing for none."""
    return f"{number[:2]}…{number[-3:]}" if number else ""
