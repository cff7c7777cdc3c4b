# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""What the programs of the proofs have read before they fork: see ``backstage.py``."""

import os

import scenes  # noqa: F401  the programs play them

import odoo
from odoo.modules.module import load_openerp_module

odoo.tools.config.parse_config(
    ["-c", os.environ["CRM_SUITE_CONF"], "--log-level=critical"]
)
for module in os.environ["CRM_SUITE_MODULES"].split(","):
    load_openerp_module(module.rpartition(".")[2])
