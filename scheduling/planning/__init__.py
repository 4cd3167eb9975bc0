"""Who, when, at which table, and why not: the planner. Dataclasses in, dataclasses out; no Django, no clock.

problem.py     what a plan is made from           solution.py    what a plan is
grid.py        the problem in slots               schedule.py    who is free, as bits
bound.py       the best there can be, and prices  construction.py a first plan
search.py      a better one, at any time          polish.py      a day, or a small camp, by CP-SAT
checking.py    what is wrong with a plan          slack.py       time kept back for what runs over
"""
