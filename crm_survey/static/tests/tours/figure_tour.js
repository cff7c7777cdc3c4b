/* Copyright 2026 CRM Lifecycle contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */

import {registry} from "@web/core/registry";

const FEW = ".o_crm_figure_few.text-muted:contains('Too few')";
const OPEN_MENU = {
    trigger: ".o_searchview_dropdown_toggler",
    content: "what to group by",
    run: "click",
};
const BY_SURVEY = {
    trigger: ".o_group_by_menu .o_menu_item:contains('Survey')",
    content: "by survey",
    run: "click",
};

/**
 * An analyst reads scores. Needs the survey "Recommendation" with an NPS of 60 from
 * five answers, and "Few answers" with four.
 */
registry.category("web_tour.tours").add("crm_survey_small_samples", {
    steps: () => [
        {trigger: ".o_pivot", content: "the table"},
        OPEN_MENU,
        BY_SURVEY,
        {
            trigger: `.o_pivot tr:contains('Few answers') td:nth-child(3) ${FEW}[data-tooltip='Too few answers for a figure: 4']`,
            content: "four answers make no figure",
        },
        {
            trigger:
                ".o_pivot tr:contains('Recommendation') td:nth-child(3):contains('60'):not(:has(.o_crm_figure_few))",
            content: "five do",
        },
        {
            trigger: ".o_switch_view.o_list",
            content: "the same as a list",
            run: "click",
        },
        {
            trigger: `.o_list_view .o_group_header:contains('Few answers (4)') ${FEW}`,
            content: "few answers are grey here too",
        },
        {
            trigger:
                ".o_list_view .o_group_header:contains('Recommendation (5)') span:contains('80'):not(.o_crm_figure_few)",
            content: "and the others are not",
        },
        {
            trigger: ".o_switch_view.o_graph",
            content: "the same as a picture",
            run: "click",
        },
        {trigger: ".o_graph_canvas_container canvas", content: "drawn without a fault"},
    ],
});
