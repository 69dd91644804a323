"""Files of records of others, brought in: `engine` does the work, a module a kind says what its columns mean."""

from insurance.imports.kind import Kind


def kinds() -> dict[str, Kind]:
    """Every kind by its name."""
    from insurance.imports import benefits, cards, participation, visits  # they need the models

    return {kind.name: kind for kind in (participation.KIND, cards.KIND, benefits.KIND, visits.KIND)}
