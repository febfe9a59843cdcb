"""Files that are replaced whole or not at all, held by one writer at a time; failures of the system explained.

A folder that others may write to is taken for hostile: names of drafts can't be guessed, drafts
and locks are never written through a link, and nothing is ever truncated.
"""
