"""Live pages: a camp's change counter, and the answer "unchanged" without a row read (docs/decisions/live-pages.md).

Whoever writes calls `changed(camp.pk)` (counter.py); the view that is polled carries `@live()`, and the page around it
gets the poll's first tag from `begin` (answers.py).
"""
