"""Where could this patient go? Free places to offer, and one wanted place with what stands against it.

Both read the board of the camp and write nothing; `book` and `move` judge again under their locks.

free.py     free places to offer: for a patient, around an hour, with cover for somebody lost
looking.py  one wanted place: itself, what stands against it in words, and what is free near it
warnings.py what speaks against a place and a person may overrule
search.py   one need on one board, which all ask
"""

from scheduling.queries.places.free import FreePlace, free_places, places_with_cover
from scheduling.queries.places.looking import Conflict, Look, look, look_at_swap
from scheduling.queries.places.search import procedures_of

__all__ = [
    "Conflict",
    "FreePlace",
    "Look",
    "free_places",
    "look",
    "look_at_swap",
    "places_with_cover",
    "procedures_of",
]
