import {registry} from "@web/core/registry";
import {stepUtils} from "@web_tour/tour_utils";

const openMenu = (xmlid, content) => ({
    trigger: `.o_menu_sections [data-menu-xmlid='${xmlid}'], .dropdown-item[data-menu-xmlid='${xmlid}']`,
    content,
    run: "click",
});

/**
 * A consultant starts in a company without rules: the handbook's preset becomes the
 * active policy, the customers are scored, and one of them tells why it is where it is.
 * Needs customers with purchases and no tier policy in the user's company.
 */
registry.category("web_tour.tours").add("crm_lifecycle_consultant", {
    url: "/odoo",
    steps: () => [
        stepUtils.showAppsMenuItem(),
        {
            trigger: ".o_app[data-menu-xmlid='crm_lifecycle.menu_root']",
            content: "open the app",
            run: "click",
        },
        openMenu("crm_lifecycle.menu_configuration", "open the configuration"),
        openMenu("crm_lifecycle.menu_value_policy", "open the tier policies"),
        {
            trigger: ".o_crm_use_preset:contains('Use this preset')",
            content: "the empty list offers the handbook's preset",
            run: "click",
        },
        {
            trigger:
                ".o_field_widget[name=tier_line_ids] .o_data_row:contains('High value')",
            content: "the draft has the handbook's tiers",
        },
        {
            trigger: "button[name=action_activate]",
            content: "activate the draft",
            run: "click",
        },
        {
            trigger: ".modal-footer .btn-primary",
            content: "confirm",
            run: "click",
        },
        {
            trigger: ".o_statusbar_status .o_arrow_button_current:contains('Active')",
            content: "the policy is active",
        },
        {
            trigger: "button[name=action_run_night]",
            content: "score all customers now",
            run: "click",
        },
        {
            trigger: ".o_kanban_group:contains('High value') .o_kanban_record:first",
            content: "customers stand in their tiers; open the best one",
            run: "click",
        },
        {
            trigger:
                ".o_form_view .o_field_widget[name=tier_id] .badge:contains('High value')",
            content: "the customer shows its tier",
        },
        {
            trigger: ".o_notebook_headers a[name=why]",
            content: "ask why",
            run: "click",
        },
        {
            trigger: ".o_crm_criterion .fa-check-circle",
            content: "a criterion was met",
        },
        {
            trigger: ".o_crm_contribution .progress-bar",
            content: "the score says what each figure gave",
        },
        {
            trigger: ".o_notebook_headers a[name=history]",
            content: "look into the history",
            run: "click",
        },
        {
            trigger:
                ".o_field_widget[name=change_ids] .o_data_row:contains('First classification')",
            content: "the first classification was written down",
        },
    ],
});

/**
 * A consultant changes the rules: a new version of the active policy, another share for
 * the best tier, with the counts looked at before activation. Needs an active policy.
 */
registry.category("web_tour.tours").add("crm_lifecycle_new_version", {
    url: "/odoo/tier-policies",
    steps: () => [
        {
            trigger:
                ".o_data_row:has(.badge:contains('Active')) .o_data_cell[name=name]",
            content: "open the active policy",
            run: "click",
        },
        {
            trigger: "button[name=action_new_version]",
            content: "start a new version",
            run: "click",
        },
        {
            trigger: ".o_statusbar_status .o_arrow_button_current:contains('Draft')",
            content: "it is a draft",
        },
        {
            trigger:
                ".o_field_widget[name=tier_line_ids] .o_data_row:first .o_data_cell:first",
            content: "open the best tier",
            run: "click",
        },
        {
            trigger:
                ".modal .o_field_widget[name=criterion_ids] .o_data_row:first .o_data_cell[name=sentence]",
            content: "open its share of customers",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=maximum] input",
            content: "make it 10 %",
            run: "edit 10",
        },
        {
            trigger: ".modal:has(.o_field_widget[name=maximum]) .o_form_button_save",
            content: "keep the criterion",
            run: "click",
        },
        {
            trigger:
                ".modal:not(:has(.o_field_widget[name=maximum])) .o_form_button_save",
            content: "keep the tier",
            run: "click",
        },
        {
            trigger: "body:not(:has(.modal)) .o_form_button_save",
            content: "save the policy",
            run: "click",
        },
        {
            trigger:
                ".o_form_saved .o_field_widget[name=tier_line_ids] .o_data_row:contains('10 %')",
            content: "the rule says so in words",
        },
    ],
});

/**
 * Staff see a customer's figures on the contact and open the reasons from there.
 * Needs a contact named "Tour customer" with a profile.
 */
registry.category("web_tour.tours").add("crm_lifecycle_contact", {
    url: "/odoo/contacts",
    steps: () => [
        {
            trigger: ".o_searchview_input",
            content: "look for the customer",
            run: "edit Tour customer",
        },
        {
            trigger:
                ".o_searchview_autocomplete .o-dropdown-item:first, .o_searchview_autocomplete li:first",
            content: "by name",
            run: "click",
        },
        {
            trigger:
                ".o_kanban_record:contains('Tour customer'), .o_data_row:contains('Tour customer') .o_data_cell[name=complete_name]",
            content: "open the contact",
            run: "click",
        },
        {
            trigger: ".o_notebook_headers a[name=customer_value]",
            content: "open its value",
            run: "click",
        },
        {
            trigger:
                ".o_field_widget[name=profile_ids] .o_kanban_record:has(.badge:contains('value'))",
            content: "the main figures are there; open them",
            run: "click",
        },
        {
            trigger: ".modal .o_crm_explanation .o_crm_contribution",
            content: "the customer's page says why",
        },
        {
            trigger: ".modal .o_crm_outlook_keep, .modal .o_crm_outlook_reach",
            content: "and what would change it",
        },
        {
            trigger: ".modal .o_crm_timeline_point.o_crm_timeline_tier:first",
            content: "a point of the line of history is reached by keyboard",
            run() {
                this.anchor.focus();
            },
        },
        {
            trigger: ".modal .o_crm_timeline_text:contains('for the first time')",
            content: "and says what happened",
        },
    ],
});
