"""The face in a terminal: ``guides`` and its commands."""
