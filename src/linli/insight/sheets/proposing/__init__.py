"""From a blank file to a proposal: how it looks, what goes where, and who goes in."""
