"""The HTML view: a module per page, templates beside in `templates/`, files in `static/`."""
