"""The support gate alone, on labelled pairs and behind a small real model."""
