import {Component, onWillStart} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {user} from "@web/core/user";
import {useService} from "@web/core/utils/hooks";
import {ListRenderer} from "@web/views/list/list_renderer";
import {listView} from "@web/views/list/list_view";

/** Offers the presets as cards while there are no earning rules. */
export class FeedbackRuleActionHelper extends Component {
    static template = "crm_survey.FeedbackRuleActionHelper";
    static props = ["noContentHelp?"];

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        onWillStart(async () => {
            this.canCreate = await user.checkAccessRight("crm.feedback.rule", "create");
            this.presets = this.canCreate
                ? await this.orm.call("crm.feedback.preset", "get_presets", [])
                : [];
        });
    }

    onPresetClick(preset) {
        return this.action.doActionButton({
            type: "object",
            name: "action_use_preset",
            resModel: "crm.feedback.preset",
            resId: preset.id,
            resIds: [preset.id],
            context: {},
        });
    }
}

export class FeedbackRuleListRenderer extends ListRenderer {
    static template = "crm_survey.FeedbackRuleListRenderer";
    static components = {...ListRenderer.components, FeedbackRuleActionHelper};
}

export const feedbackRuleListView = {...listView, Renderer: FeedbackRuleListRenderer};

registry.category("views").add("crm_feedback_rule_list", feedbackRuleListView);
