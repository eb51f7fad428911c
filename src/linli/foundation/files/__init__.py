"""Uploads: checked by content, photos re-encoded without place data, served only by permission.

Words: *upload* what a person sent; *checked* an upload that may be stored; *owner* the app that
keeps a stored file; *guard* the owner's rule for who may open it.
"""
