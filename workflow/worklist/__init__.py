"""Worklist: the work of people, carried by viewflow.

The base flow, its desk nodes, cases and work items. A case is what people handle and sign
together; a work item is task + role + organisation + due date, and belongs to the post. Rows are
written set-based; no verdict on a nomination is ever kept here.
"""
