"""Who may change the tree. The code is declared by accounts, which stands above this app."""

MANAGE = "places.manage"
