"""Tests of the room that changes the books."""
