"""Speed, measured: one JSON line a figure, against a limit or a peer in the same run. See bench/README.md."""
