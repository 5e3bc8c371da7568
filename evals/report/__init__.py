"""What was measured, as a table and a page."""
