"""From files of every kind to portions of cases, and to problems, each with its place."""
