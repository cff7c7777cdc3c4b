import {Component, onWillStart} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {user} from "@web/core/user";
import {useService} from "@web/core/utils/hooks";
import {ListRenderer} from "@web/views/list/list_renderer";
import {listView} from "@web/views/list/list_view";

/** Offers the presets as cards while there are no touchpoints. */
export class TouchpointActionHelper extends Component {
    static template = "crm_survey.TouchpointActionHelper";
    static props = ["noContentHelp?"];

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        onWillStart(async () => {
            this.canCreate = await user.checkAccessRight(
                "crm.survey.touchpoint",
                "create"
            );
            this.presets = this.canCreate
                ? await this.orm.call("crm.survey.touchpoint.preset", "get_presets", [])
                : [];
        });
    }

    onPresetClick(preset) {
        return this.action.doActionButton({
            type: "object",
            name: "action_use_preset",
            resModel: "crm.survey.touchpoint.preset",
            resId: preset.id,
            resIds: [preset.id],
            context: {},
        });
    }
}

export class TouchpointListRenderer extends ListRenderer {
    static template = "crm_survey.TouchpointListRenderer";
    static components = {...ListRenderer.components, TouchpointActionHelper};
}

export const touchpointListView = {...listView, Renderer: TouchpointListRenderer};

registry.category("views").add("crm_survey_touchpoint_list", touchpointListView);
