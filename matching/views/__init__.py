"""Pages about matches, one module a page or two."""
