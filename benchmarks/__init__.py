"""Measurements: `make bench` prints how long things take, as ratios in one run."""
