"""The web face: SPARQL Protocol, REST of the query library, dumps and descriptions, pages. It answers; it never
writes."""
