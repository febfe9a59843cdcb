"""Reading a case file: YAML or JSON in, one frozen Case out, or all problems at once."""
