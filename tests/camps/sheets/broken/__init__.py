"""Sheets broken in the ways real ones are, each with what its refusal has to say."""
