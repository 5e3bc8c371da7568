"""An answer in a language model's words, sentence by sentence."""
