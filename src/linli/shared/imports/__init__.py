"""Tables that come from elsewhere: read, matched to fields, checked row by row, brought in, undone.

Words: *target* what rows become (hotline orders, categories), registered by the app that owns it;
*run* one file on its way in; *header* the row with the columns' names; *mapping* which column is
which field, remembered per header; *bad row* one that has to be mended, with the cells and why;
*batch* rows that were brought in together, in one transaction with the run's position.
"""
