"""Changes in residents' lives that ask something of us: an age, an end, a move, a death (D§3.2.7).

Words: *change* what comes up or happened, as the register finds it; *follow-up* the piece of work
that one person's changes make together; *alert rule* of which changes, and how long before.
"""
