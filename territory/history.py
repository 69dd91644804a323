"""Every change of a record is kept by database triggers (pghistory): who, when, and the row as it became."""

from collections.abc import Callable
from typing import TypeVar

import pghistory
from django.db import models

Model = TypeVar("Model", bound=type[models.Model])


def keeps_history(*, exclude: tuple[str, ...] = ()) -> Callable[[Model], Model]:
    """Keep each insert, update and delete of the model's rows, raw SQL included."""
    track: Callable[[Model], Model] = pghistory.track(
        pghistory.InsertEvent(),
        pghistory.UpdateEvent(),
        pghistory.DeleteEvent(),
        exclude=list(exclude) or None,
    )
    return track
