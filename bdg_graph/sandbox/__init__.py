"""Runs the functions of a task module in processes of their own, each with limits and killable; knows no RDF and no
HTTP.

One keeper process loads what the tasks need and forks children that do one job at a time (`keeper`, `worker`); the
pool in the asking process decides what runs when (`pool`, `lanes`); answers arrive whole or not at all (`packets`).
"""
