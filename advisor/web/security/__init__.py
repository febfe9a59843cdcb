"""Who may see what, and how much of it: links, sessions, tokens of forms, headers, and limits."""
