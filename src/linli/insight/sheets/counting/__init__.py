"""Tables of figures: what each label counts, word for word, and the counting itself."""
