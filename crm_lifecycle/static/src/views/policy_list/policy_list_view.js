import {Component, onWillStart} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {user} from "@web/core/user";
import {useService} from "@web/core/utils/hooks";
import {ListRenderer} from "@web/views/list/list_renderer";
import {listView} from "@web/views/list/list_view";

/** Offers the presets as cards while a company has no rules of its own. */
export class PolicyActionHelper extends Component {
    static template = "crm_lifecycle.PolicyActionHelper";
    static props = ["noContentHelp?"];

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        onWillStart(async () => {
            this.isManager = await user.hasGroup("crm_lifecycle.group_manager");
            this.presets = await this.orm.searchRead(
                "crm.value.policy",
                [["state", "=", "preset"]],
                ["name", "description"],
                {order: "id"}
            );
        });
    }

    onPresetClick(preset) {
        return this.action.doActionButton({
            type: "object",
            name: "action_use_preset",
            resModel: "crm.value.policy",
            resId: preset.id,
            resIds: [preset.id],
            context: {},
        });
    }
}

export class PolicyListRenderer extends ListRenderer {
    static template = "crm_lifecycle.PolicyListRenderer";
    static components = {...ListRenderer.components, PolicyActionHelper};
}

export const policyListView = {...listView, Renderer: PolicyListRenderer};

registry.category("views").add("crm_value_policy_list", policyListView);
