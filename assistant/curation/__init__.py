"""Curated questions to propose to a person."""
