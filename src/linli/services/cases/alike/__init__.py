"""Earlier requests that read like one that is being written: shown with what speaks for it, never
acted upon.

`signs` says what a text is compared by, `pool` keeps the newest of a place ready, `finding` asks
both for somebody who may see what is found.
"""
