"""Wires the real parts together: the only composition root."""

from __future__ import annotations
