"""What must not wait, and what the law says must be passed on: shown with the words that say so.

It misses little and cries wolf at times: a person looks, no category hides it.
"""
