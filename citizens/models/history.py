"""Every change of a record is kept by database triggers (pghistory): who, when, and the row as it became."""

import pghistory



def keeps_history(*, exclude: tuple[str, ...] = ()) -> pghistory.track:
    """Keep each insert, update and delete of the model's rows, raw SQL included."""
    return pghistory.track(
        pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), exclude=list(exclude) or None
    )
