"""The commands: they parse, call and print, and know nothing that Python can't do without them."""
