"""Reading of what residents write: category, urgency, places; it proposes, a person decides.

Words: *label* a category as the site names it; *model* what was learned from a site's own labelled
messages, a folder of plain arrays and JSON; *spoke for* the words that moved a proposal; *abstain*
to say "cannot tell" rather than guess.
"""
