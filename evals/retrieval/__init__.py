"""Public sets searched, and rankings measured."""
