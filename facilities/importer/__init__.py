"""Places from files of others: CSV, XLSX, GeoJSON, Overpass JSON.

readers   a file -> rows: plain dictionaries with our column names
values    one cell -> a value of ours, or a sentence that says what is wrong with it
wards     province and ward by code, by today's name, by an old name
plan      rows + what is on record -> what would be created, changed, left alone, proposed as a duplicate
save      the plan -> the database, all of it or nothing
"""
