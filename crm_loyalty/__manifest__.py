# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

{
    "name": "CRM Loyalty",
    "summary": "Loyalty points that follow the customer's value tier",
    "version": "19.0.1.1.0",
    "category": "Sales/CRM",
    "website": "https://github.com/crm-suite/crm-suite",
    "author": "CRM Lifecycle contributors",
    "license": "AGPL-3",
    "development_status": "Beta",
    "depends": ["crm_lifecycle", "loyalty", "sale_loyalty"],
    "data": [
        "security/crm_loyalty_groups.xml",
        "security/ir.model.access.csv",
        "security/crm_loyalty_rules.xml",
        "data/crm_value_tier_data.xml",
        "data/crm_referral_data.xml",
        "views/crm_value_tier_views.xml",
        "views/loyalty_program_views.xml",
        "views/loyalty_card_views.xml",
        "views/crm_customer_profile_views.xml",
        "views/res_partner_views.xml",
        "views/sale_order_views.xml",
        "views/crm_loyalty_menus.xml",
        "views/crm_referral_program_views.xml",
        "views/crm_referral_views.xml",
        "views/portal/points_templates.xml",
        "views/portal/referral_templates.xml",
    ],
    "demo": ["demo/crm_loyalty_demo.xml"],
    "assets": {
        "web.assets_frontend": [
            "crm_loyalty/static/src/portal/**/*",
        ],
        "web.assets_tests": [
            "crm_loyalty/static/tests/tours/**/*",
        ],
    },
    "post_init_hook": "post_init_hook",
    "uninstall_hook": "uninstall_hook",
}
