"""Text from outside, before it is kept."""

import re

# NUL, which PostgreSQL refuses, the other signs that nothing shows, and halves of signs.
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
