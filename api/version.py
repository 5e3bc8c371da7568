"""The version that every face names."""

VERSION = "0.1.0"
