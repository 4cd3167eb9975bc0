"""The end of a day, as pure code: what became of each person, as far as the day's own facts tell it."""
