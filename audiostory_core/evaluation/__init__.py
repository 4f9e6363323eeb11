"""Measures of finished sound: what is heard, in which order."""
