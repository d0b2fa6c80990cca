"""The workspace's knowledge: which entry answers a question, and which universities fit a lead."""
