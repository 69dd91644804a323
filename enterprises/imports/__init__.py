"""Files about units, read by the machinery of `insurance.imports`: the office's notices, and money received."""

from collections.abc import Iterable

from insurance.imports.kind import Kind


def kinds() -> Iterable[Kind]:
    from enterprises.imports import notices, payments  # they need the models

    return notices.KIND, payments.KIND
