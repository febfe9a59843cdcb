"""The tests of the organization advisor."""
