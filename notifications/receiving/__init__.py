"""The doors by which mails come in. Each keeps a mail before it says so; services/answers acts on it afterwards."""
