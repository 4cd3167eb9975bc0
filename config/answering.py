"""Answers by text: whether our texts may ask for one."""

from config.env import boolean
from config.telling import SMS_PROVIDERS

# Off until somebody has set, in the provider's console, where its answers go (docs/operations.md): a text that asks for
# a reply nobody takes in is worse than one that asks for none.
SMS_REPLIES = boolean("SMS_REPLIES", default=set(SMS_PROVIDERS) == {"local"})
