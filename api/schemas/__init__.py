"""The HTTP contract: what a request may hold and what a response holds."""
