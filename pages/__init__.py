"""What every page shares: forms, lists, CSV, template tags, fragments. Knows no domain."""
