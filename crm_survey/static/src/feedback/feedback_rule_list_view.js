import {PresetListRenderer} from "@crm_lifecycle/views/presets/preset_cards";
import {registry} from "@web/core/registry";
import {listView} from "@web/views/list/list_view";

/** Offers the presets as cards while there are no rules for answers. */
export class FeedbackRuleListRenderer extends PresetListRenderer {
    static presetModel = "crm.feedback.preset";
}

export const feedbackRuleListView = {...listView, Renderer: FeedbackRuleListRenderer};

registry.category("views").add("crm_feedback_rule_list", feedbackRuleListView);
