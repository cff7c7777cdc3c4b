# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

{
    "name": "CRM Suite tests",
    "summary": "Tests of what crosses the addons; never installed by users",
    "version": "19.0.1.0.0",
    "category": "Hidden/Tests",
    "website": "https://github.com/crm-suite/crm-suite",
    "author": "CRM Lifecycle contributors",
    "license": "AGPL-3",
    "development_status": "Beta",
    "depends": [
        "crm_lifecycle",
        "crm_loyalty",
        "crm_loyalty_pos",
        "crm_survey",
        "sale_margin",
        "sale_stock",
    ],
}
