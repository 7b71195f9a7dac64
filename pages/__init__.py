"""What every page shares: form rendering, list pages, CSV, template tags, fragments. Knows no domain."""
