"""Messages to people: queued with what caused them, sent by the worker, through senders chosen by settings."""
