"""Whether a text that a model wrote may go to a lead.

A model decides words and nothing else, and whoever fed it may have written orders into its prompt. So its text passes
only if it says nothing but what the turn's draft and the workspace's knowledge say: no other link, price, number or
promise, no deed that was not done, nothing of how ARI works, one question and the right one.
"""

from ari.output_checks.check import Complaint, Permit, check_reply, links_in
from ari.output_checks.tidying import tidy

__all__ = ["Complaint", "Permit", "check_reply", "links_in", "tidy"]
