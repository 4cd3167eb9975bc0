"""Untidy sheets to clean rows: pure Python, no Django, no clock (design.md, camps)."""
