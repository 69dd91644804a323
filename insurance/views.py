from citizens.access import citizen_required


@citizen_required
def participation_history(request): ...


@citizen_required
def participation_period(request, public_id): ...
