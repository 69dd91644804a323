"""News of the demo: true facts told simply, pictures drawn here, short films of our own."""
