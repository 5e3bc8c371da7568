"""The OpenAI-compatible face: the same answers for clients that speak that API."""
