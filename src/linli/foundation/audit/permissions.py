"""Who may read the log. The code is declared by accounts, which stands above this app."""

READ = "audit.read"
