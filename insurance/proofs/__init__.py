"""Papers a person shows to somebody else: an extract of the record as PDF, with a code that anybody can check.

content   what stands on a paper, from the rows of one person
figures   the few numbers a checker compares, in words
pdf       from content to PDF (document.typ is the look)
services  handing out, taking back, forgetting files that are over
"""
