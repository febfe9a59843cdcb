"""Case files: what is known about one government, read with every error at its place."""
