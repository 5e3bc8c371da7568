"""The page and the widget: templates, the files that are served, and the modules that the widget is joined from."""
