"""Screen every substance against every other: the same answers as a check, worked out for millions of pairs at once."""
