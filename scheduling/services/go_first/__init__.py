"""Going first, when those who wait agree: asked, answered, decided. A row's lock is taken before its asker's ticket."""

from scheduling.services.go_first.answering import give_answer
from scheduling.services.go_first.asking import ask, take_back
from scheduling.services.go_first.deciding import bring_forward, go_on, settle, undecided

__all__ = ["ask", "bring_forward", "give_answer", "go_on", "settle", "take_back", "undecided"]
