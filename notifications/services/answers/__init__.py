"""What people answer takes effect here, each answer once.

acting.py     each mail that came in, in a transaction of its own: read, matched, acted on, or kept aside with a reason
matching.py   whose answer it is: the reply address it came to, the event it names, the person it speaks for
heard.py      one answer as all ways of answering hand it on, and the row that keeps it
patients.py   coming, perhaps, cannot come, another time: for a patient
giving_way.py yes and no to whoever asks, in the queue, to go first
doctors.py    the same for a doctor: a decline is an absence, and its appointments need cover
bounces.py    a mail that came back: the contact is marked, the next way is tried
organisers.py organisers hear of a decline, once
unsaying.py   an answer written down by mistake is taken back
deciding.py   what a person does with an answer that waits
"""
