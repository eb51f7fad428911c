"""The tables that departments ask for: which of them may be asked, when they are due, what they
cost, and what is answered to those that may not.

Words: *table* what a department asks for, however its blank looks (报表); *blank* a form that
belongs to a table; *due* one time that a community has to send it; *reply* the letter that sends a
table back or asks to use another one instead; *ground* a rule that lets a community refuse.
"""
