"""A log of operations as a hospital keeps it (a table of untidy cells) read as operations with instants. Pure.

fields.py   what a heading means        columns.py  which column is which field
hours.py    a day and an hour in a cell reading.py  rows to operations, and what is wrong with the others
names.py    the log's names for procedures and surgeons, and ours
sheets.py   which sheet of a workbook
"""
