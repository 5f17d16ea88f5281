"""Pages: what every page shares - who may see it, under which post one acts, the menu, forms, lists, components.

It knows people and their posts, and nothing of dossiers. A room's own pages are its `views`, `forms`
and `urls`.
"""
