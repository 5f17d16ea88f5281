"""Notifications: what people are told, and a record of what they are to be told.

The catalogue is closed: every transition has a notice or is listed as silent. A notice is posted to
the outbox in the transaction of the deed it tells of, so neither exists without the other. Sending
does not exist yet; the rows wait for it, unsent. Callers pass the recipients; reminders, which need
work items and due dates, live in `desk`.
"""
