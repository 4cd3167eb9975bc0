"""What a camp came to, as pure code: figures in, figures out. A share never stands without its count.

counting.py  a share with its count, median and percentiles
funnel.py    from registered to discharged
waits.py     how long people waited, by lane
tables.py    what the tables were used for: never the use alone
losses.py    what came to nothing, and why
"""
