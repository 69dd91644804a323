"""What members of staff see: who may open which page of the admin, a person's record, queues, the first page."""
