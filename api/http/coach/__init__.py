"""The coaches' desk over HTTP: its pages at /coach and its routes under /v1, all behind the sign-in."""
