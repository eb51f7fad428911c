"""Log, jobs, places, people who sign in, files and messages: the ground under every register."""
