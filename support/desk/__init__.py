"""The staff side: the queue of requests, the calls of the day, and the list of scams."""
