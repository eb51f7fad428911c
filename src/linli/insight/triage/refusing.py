"""What the commands answer instead of failing."""


class Refused(ValueError):
    """It cannot be done; the argument is a sentence for the person who asked."""
