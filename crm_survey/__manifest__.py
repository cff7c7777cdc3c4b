# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

{
    "name": "CRM Survey",
    "summary": "Surveys at every touchpoint, scored, and a closed feedback loop",
    "version": "19.0.1.1.0",
    "category": "Sales/CRM",
    "website": "https://github.com/crm-suite/crm-suite",
    "author": "CRM Lifecycle contributors",
    "license": "AGPL-3",
    "development_status": "Beta",
    "depends": [
        "crm_lifecycle",
        "survey",
    ],
    "data": [
        "security/crm_survey_groups.xml",
        "security/ir.model.access.csv",
        "security/crm_survey_rules.xml",
        "security/crm_survey_touchpoint_rules.xml",
        "data/crm_value_policy_preset_data.xml",
        "data/mail_template_data.xml",
        "data/crm_survey_touchpoint_data.xml",
        "views/metric/survey_question_views.xml",
        "views/metric/survey_user_input_views.xml",
        "views/metric/survey_survey_views.xml",
        "views/metric/survey_templates.xml",
        "views/metric/survey_templates_statistics.xml",
        "views/metric/crm_customer_profile_views.xml",
        "views/metric/res_partner_views.xml",
        "views/metric/crm_tier_kpi_views.xml",
        "views/crm_survey_menus.xml",
        "views/touchpoint/crm_survey_request_views.xml",
        "views/touchpoint/crm_survey_touchpoint_views.xml",
        "views/touchpoint/crm_survey_ask_views.xml",
        "views/touchpoint/res_config_settings_views.xml",
        "views/touchpoint/res_partner_views.xml",
        "views/answer/survey_survey_views.xml",
        "views/answer/survey_user_input_views.xml",
        "views/answer/crm_survey_touchpoint_views.xml",
        "views/answer/feedback_templates.xml",
        "views/answer/portal_templates.xml",
    ],
    "assets": {
        "web.assets_backend": [
            "crm_survey/static/src/touchpoint/**/*",
        ],
        "web.assets_tests": [
            "crm_survey/static/tests/tours/**/*",
        ],
        "survey.survey_assets": ["crm_survey/static/src/metric/survey_result.scss"],
        "crm_survey.assets_feedback": [
            "crm_survey/static/src/feedback/feedback.css",
        ],
    },
    "pre_init_hook": "pre_init_hook",
    "demo": [
        "demo/survey_survey_demo.xml",
        "demo/survey_user_input_demo.xml",
    ],
}
