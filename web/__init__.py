"""What the server shows: one router module a noun, templates, styles and scripts. Knows HTTP, and no fact."""
