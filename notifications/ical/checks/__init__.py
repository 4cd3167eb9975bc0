"""The rules of `validator`, one file a topic. Every fault names the rule's source."""
