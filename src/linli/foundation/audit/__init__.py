"""Who did what to whom, when and from where: append-only, hash-chained, impossible to switch off.

Words: *event* one line of the log; *seal* the event's place in the chain, given in order by the
sealer within seconds; *origin* the address a request came from.
"""
