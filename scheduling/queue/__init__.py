"""The live queue of a day: who is next in a lane, why, and when. A pure core; `now` is an argument.

`order` is the rule, `explain` says it to the person who waits, `lanes` the usual way through a camp, `consent` letting
somebody go first, `line`, `pace`, `estimate` and `showing` the expected times. Dataclasses in, dataclasses out.
"""
