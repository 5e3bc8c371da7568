"""Claim and evidence to a verdict."""
