"""News, notices and videos: what staff write for everybody."""
