"""Measures the cluster beside what one would use instead of it."""
