"""Message and history to a question that stands alone."""
