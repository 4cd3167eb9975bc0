"""Calendar objects as bytes: invitations, cancellations, feeds, and the reading of replies.

Pure code: no Django, no clock, no randomness. The same arguments give the same bytes, which is
what keeps an ETag still and a repeated mail the same mail.

Writing is our own (`lines`, `invitation`, `fragment`, `feed`): the few properties we need, cleaned
and folded in one place. icalendar 7.3 takes about ten times as long for an event, invents UIDs and
stamps, and lets controls and naive times pass. Reading what others send is icalendar's work
(`reading`), and the tests read what we write with icalendar and with vobject, so that no library
judges its own output.

RFC numbers in the docstrings: 5545 (iCalendar), 5546 (iTIP, the methods), 6047 (iMIP, the mail),
7986 (calendar properties).
"""
