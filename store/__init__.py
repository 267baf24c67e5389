"""What we keep: records behind a narrow port. Knows no domain."""
