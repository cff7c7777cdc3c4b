import {Component, onWillStart} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {user} from "@web/core/user";
import {useService} from "@web/core/utils/hooks";
import {ListRenderer} from "@web/views/list/list_renderer";
import {listView} from "@web/views/list/list_view";

/** Offers the presets as cards while a company has no service levels of its own. */
export class SlaPolicyActionHelper extends Component {
    static template = "crm_lifecycle.SlaPolicyActionHelper";
    static props = ["noContentHelp?"];

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        onWillStart(async () => {
            this.canCreate = await user.checkAccessRight("crm.sla.policy", "create");
            this.presets = await this.orm.searchRead(
                "crm.sla.preset",
                [],
                ["name", "description"]
            );
        });
    }

    onPresetClick(preset) {
        return this.action.doActionButton({
            type: "object",
            name: "action_use_preset",
            resModel: "crm.sla.preset",
            resId: preset.id,
            resIds: [preset.id],
            context: {},
        });
    }
}

export class SlaPolicyListRenderer extends ListRenderer {
    static template = "crm_lifecycle.SlaPolicyListRenderer";
    static components = {...ListRenderer.components, SlaPolicyActionHelper};
}

export const slaPolicyListView = {...listView, Renderer: SlaPolicyListRenderer};

registry.category("views").add("crm_sla_policy_list", slaPolicyListView);
