import {registry} from "@web/core/registry";

/** A preset becomes the company's service levels; one target is changed. */
registry.category("web_tour.tours").add("crm_lifecycle_service_levels", {
    steps: () => [
        {
            content: "Use the handbook's preset",
            trigger: ".card:contains('24, 48 and 72 hours') .o_crm_use_preset",
            run: "click",
        },
        {
            content: "Each policy says in one sentence what it does",
            trigger:
                ".o_data_row td[name=sentence]:contains('When the severity is “Major”: first reply within 24 h around the clock; solved within 48 h around the clock.')",
            run: "click",
        },
        {
            content: "It says how many tickets it touches",
            trigger:
                "[name=fit_sentence]:contains('Open tickets that fit these conditions now: 1.')",
        },
        {
            content: "Change the first reply",
            trigger: "[name=target_ids] .o_data_row:first td[name=target_hours]",
            run: "click",
        },
        {
            trigger: "[name=target_ids] .o_selected_row [name=target_hours] input",
            run: "edit 7:30",
        },
        {
            content: "What the tiers get follows",
            trigger: "[name=metric].o_data_cell, .o_form_view",
            run: "click",
        },
        {
            content: "The sentence follows",
            trigger: "[name=sentence]:contains('first reply within 7 h 30 min')",
        },
        {
            content: "High value customers get half the time",
            trigger:
                "[name=target_ids] td[name=tier_words]:contains('High value 3 h 45 min')",
        },
        {
            content: "Save",
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            trigger: ".o_form_saved",
        },
    ],
});
