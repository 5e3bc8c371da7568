"""The widget as modules. ``join`` makes the one file of them that is served."""
