"""The face over HTTP: the service under /v1, the chat page, the guides' pages, and the server that runs them."""
