"""What happens to a run, step by step; the long steps are called by the background job."""
