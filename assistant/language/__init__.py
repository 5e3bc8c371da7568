"""English, said once: words, phrases, figures, names, negation."""
