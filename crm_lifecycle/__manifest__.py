# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

{
    "name": "CRM Lifecycle",
    "summary": "Customer value tiers from your own records, driving daily work",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "website": "https://github.com/crm-suite/crm-suite",
    "author": "CRM Lifecycle contributors",
    "license": "AGPL-3",
    "development_status": "Beta",
    "application": True,
    "depends": [
        "contacts",
        "crm",
        "sale_management",
        "account",
        "base_automation",
        "helpdesk_mgmt",
    ],
    "data": [
        "security/crm_lifecycle_groups.xml",
        "security/crm_lifecycle_rules.xml",
        "security/ir.model.access.csv",
        "data/crm_value_tier_data.xml",
        "data/crm_value_policy_data.xml",
        "data/ir_cron_data.xml",
        "data/base_automation_data.xml",
    ],
    "demo": [],
    "pre_init_hook": "pre_init_hook",
}
