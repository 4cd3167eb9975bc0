"""One parser a field: the text of a cell in, a value out, NotUnderstood when it has no meaning."""
