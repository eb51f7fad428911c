"""The address tree: district → street → community → grid → building → unit → dwelling.

Words: *path* the ids from the root, "/1/5/23/", so that everything below a place is one range of
an index; *card* the grid's public contact card (滨州市网格化条例 art 6).
"""
