"""A question and its hits to quotes, or to the finding that the guides don't say."""
