"""Where people fit: a pure model of one camp's resources, and a first fit over it.

Dataclasses in, dataclasses out; no Django, no clock. Times are whole minutes since 1970 in UTC.
The planner of a later issue replaces the order, not the board.
"""
