"""All that is kept of one case: its people, the rows of its answers, versions and signatures."""
