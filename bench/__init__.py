"""Benchmarks: they print figures and ratios; no test asserts a time."""
