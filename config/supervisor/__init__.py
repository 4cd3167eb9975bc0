"""`python -m config.supervisor`: starts, watches and stops everything of one machine, in order."""
