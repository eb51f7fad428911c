"""Where, who, when and how much a message speaks of: proposed as it is written there."""
