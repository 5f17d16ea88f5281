"""The public register: what everybody may see of published awards, verification by code, and exemplar stories."""
