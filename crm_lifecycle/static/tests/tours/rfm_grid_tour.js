import {registry} from "@web/core/registry";
import {stepUtils} from "@web_tour/tour_utils";

const openPage = {
    trigger: ".o_notebook_headers a[name=rfm]",
    content: "open the RFM page",
    run: "click",
};
const openSheet = {
    trigger: ".o_crm_rfm_sheet[data-monetary='1']",
    content: "look at the customers who spend least",
    run: "click",
};

/**
 * A consultant paints two cells of a draft's RFM grid, one with the mouse and one with
 * the keyboard, saves, and finds them painted when the policy is opened again.
 * Needs a draft with the preset's segments, and no customers.
 */
registry.category("web_tour.tours").add("crm_lifecycle_rfm_grid", {
    url: "/odoo/tier-policies",
    steps: () => [
        {
            trigger: ".o_data_row .o_data_cell[name=name]",
            content: "open the draft",
            run: "click",
        },
        openPage,
        openSheet,
        {
            trigger:
                ".o_crm_rfm_brush:contains('Loyal Customers'):contains('17 of 125')",
            content: "choose a segment",
            run: "click",
        },
        {
            trigger: ".o_crm_rfm_cell[data-cell='11']:contains('Lost')",
            content: "paint the last cell",
            run: "click",
        },
        {
            trigger:
                ".o_crm_rfm_brush:contains('Loyal Customers'):contains('18 of 125')",
            content: "the server has counted the cells anew",
        },
        {
            trigger: ".o_crm_rfm_cell[data-cell='11']",
            content: "go to the next cell by keyboard",
            run: "press ArrowRight",
        },
        {
            trigger: ".o_crm_rfm_cell[data-cell='12']:focus",
            content: "and paint it by keyboard",
            run: "press Enter",
        },
        {
            trigger:
                ".o_crm_rfm_brush:contains('Loyal Customers'):contains('19 of 125')",
            content: "both are counted",
        },
        ...stepUtils.saveForm(),
        {
            trigger: ".o_back_button, .breadcrumb-item a",
            content: "leave",
            run: "click",
        },
        {
            trigger: ".o_data_row .o_data_cell[name=name]",
            content: "open the draft again",
            run: "click",
        },
        openPage,
        openSheet,
        {
            trigger: ".o_crm_rfm_cell[data-cell='11']:contains('Loyal Customers')",
            content: "the cell was kept",
        },
        {
            trigger: ".o_crm_rfm_cell[data-cell='12']:contains('Loyal Customers')",
            content: "and so was its neighbour",
        },
        {
            trigger:
                ".o_crm_rfm_cell[data-cell='13']:not(:contains('Loyal Customers'))",
            content: "no other cell was touched",
        },
    ],
});

/**
 * A policy in use shows its grid, and a click paints nothing. Needs an active policy.
 */
registry.category("web_tour.tours").add("crm_lifecycle_rfm_grid_in_use", {
    url: "/odoo/tier-policies",
    steps: () => [
        {
            trigger: ".o_data_row .o_data_cell[name=name]",
            content: "open the active policy",
            run: "click",
        },
        openPage,
        openSheet,
        {
            trigger: ".o_crm_rfm_brush:contains('Champions'):disabled",
            content: "no segment can be chosen",
        },
        {
            trigger: ".o_crm_rfm_cell[data-cell='11']",
            content: "try to paint",
            run: "click",
        },
        {
            trigger: ".o_crm_rfm_cell[data-cell='11']:contains('Lost')",
            content: "the cell stays",
        },
        {
            trigger: ".o_form_view:not(:has(.o_form_button_save:visible))",
            content: "there is nothing to save",
        },
    ],
});
