"""People who sign in, and what each may do where and until when.

Words: *role* a named list of permission codes; *assignment* a role at a place for a period;
*grant* an assignment as it counts today.
"""
