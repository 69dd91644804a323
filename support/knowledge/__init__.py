"""What An Sinh knows to answer: topics, documents of law and articles, as files of this folder.

`catalogue.py` reads the files, `figures.py` fills in amounts of the day, `loading.py` brings articles into the
database, where staff go on editing them.
"""
