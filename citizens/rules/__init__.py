"""Ages and terms about people as plain Python: no Django, no database, no clock; dates are parameters.

Numbers are dated rows in `data/*.toml`, each with its source and how sure we are of it:
V read in the text of the law, K known but not read there, U to be confirmed (docs/glossary.md).
"""
