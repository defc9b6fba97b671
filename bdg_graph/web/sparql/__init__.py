"""SPARQL 1.1 Protocol over the sandbox: what is asked is checked (`guard`), negotiated and run; nothing is ever
updated."""
