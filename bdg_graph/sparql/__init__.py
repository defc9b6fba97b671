"""SPARQL as text: its tokens, and what is wrong with a query, before or after an engine has seen it."""
