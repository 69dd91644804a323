"""Requests to a person: filed, followed, answered, and counted in working days."""
