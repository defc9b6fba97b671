"""A plan as a spreadsheet and back: templates made from ontology and shapes, export and import without loss, and
comments in the cells of what is wrong. It judges nothing itself."""
