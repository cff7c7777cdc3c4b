"""Real customers and purchases become partners and posted invoices.

``csv_file`` and ``cdnow`` read rows (no Odoo), ``books`` writes them (Odoo), ``load`` does both
with progress, ``night`` scores the customers and prints the table of tiers.
"""
