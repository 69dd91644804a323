"""The pages of a person's records beside participation, one module a subject."""
