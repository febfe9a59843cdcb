"""Changes of the rules: two rule bases in, what differs out; and which changes nobody would notice."""
