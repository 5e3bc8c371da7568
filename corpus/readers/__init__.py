"""A file's bytes to a guide's text and blocks, format by format."""
