"""Call-backs: an hour is chosen, somebody of the province calls."""
