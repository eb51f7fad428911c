"""Earlier requests that read like one that is being written: shown with what speaks for it, never
acted upon.

`signs` says how far two texts are alike, `pool` keeps the newest of a place ready, `finding` asks
both for somebody who may see what is found.
"""
