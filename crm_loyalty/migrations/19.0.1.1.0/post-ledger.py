# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import SUPERUSER_ID, api

from odoo.addons.crm_loyalty.hooks import post_init_hook


def migrate(cr, version):
    """Begin the ledger with the balances that the cards have."""
    post_init_hook(api.Environment(cr, SUPERUSER_ID, {}))
