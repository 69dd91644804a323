"""The search of the whole site: its pages, news, questions and places, in one ranked list."""
