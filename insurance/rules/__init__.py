"""The law as plain Python: no Django, no database, no clock; every date is a parameter.

Rates, ages and amounts are dated rows in `data/*.toml`, each with its source and how sure we are of it
(`parameters.py`). A rule picks the row in force on the day of the event, never the row of today.
"""
