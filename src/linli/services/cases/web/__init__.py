"""The worker's pages of requests: the list, one case with all its steps, intake at the desk."""
