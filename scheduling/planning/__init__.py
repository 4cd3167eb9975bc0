"""Who, when, at which table, and why not: the planner. Dataclasses in, dataclasses out; no Django, no clock.

what is given   problem.py       tables, doctors, cases      json_form.py   as JSON, and back
                durations.py     how long, and learning it   slack.py       time kept back
how it is done  grid.py          the problem in slots        schedule.py    who is free, as bits
                pins.py          what stays by hand          bound.py       the best there can be, and prices
                construction.py  a first plan                search.py      a better one, at any time
                polish.py        a part of it by CP-SAT      tidying.py     the order of the day
                teams.py         who works with whom         solve.py        all of it, within limits
                stopping.py      or ended before
a day again     changes.py       what happens, as data       as_it_stands.py rules widened by what stands
                the_day.py       minute by minute            shift_right.py at once: the same order, later
                replan.py        with little change          swap.py        may this one go first?
                emergencies.py   always a place              overtime.py    who stays longer for them
                proposal.py      who moves, who is dropped
what comes out  solution.py      spots, value, gap           checking.py    what is wrong with a plan
                explain.py       why not                     openings.py    where, if a rule were not
what may be     simulation.py    many days drawn             forecast.py    overtime and waits, in figures
                drawing.py       how long, who comes         arrivals.py    when to ask people to come
                standby.py       for those who do not        trade.py       served against overtime
                bottlenecks.py   what more would be worth
what is asked   settings.py      how long, which dial        what_if.py      with a little more of something
"""
