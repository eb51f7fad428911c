"""What is learned from a site's own labelled messages, and used within milliseconds."""
