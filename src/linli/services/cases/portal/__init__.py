"""The residents' window for requests: say it, follow it like a parcel, rate it, reopen it."""
