# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

{
    "name": "CRM Loyalty: Point of Sale",
    "summary": "Points of sales at the counter are booked in the ledger",
    "version": "19.0.1.1.0",
    "category": "Sales/Point of Sale",
    "website": "https://github.com/crm-suite/crm-suite",
    "author": "CRM Lifecycle contributors",
    "license": "AGPL-3",
    "development_status": "Beta",
    "depends": ["crm_loyalty", "pos_loyalty", "pos_sale"],
    "assets": {
        "point_of_sale._assets_pos": ["crm_loyalty_pos/static/src/**/*"],
        "web.assets_tests": ["crm_loyalty_pos/static/tests/tours/**/*"],
    },
    "auto_install": True,
}
