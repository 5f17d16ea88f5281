"""Procedure: the order of work as one pure table.

States, roles, seats, guards and every lawful transition of a nomination stand here and nowhere
else; the state machine, permissions, worklists, the diagram and the role matrix are derived from
it. The room imports no model, no state machine and no flow; its tests take milliseconds. Legal
bases are keys here; the citations behind the keys are dated rows in `awards`.
"""
