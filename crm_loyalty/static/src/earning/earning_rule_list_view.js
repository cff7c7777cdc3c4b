import {Component, onWillStart} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {user} from "@web/core/user";
import {useService} from "@web/core/utils/hooks";
import {ListRenderer} from "@web/views/list/list_renderer";
import {listView} from "@web/views/list/list_view";

/** Offers the presets as cards while there are no earning rules. */
export class EarningRuleActionHelper extends Component {
    static template = "crm_loyalty.EarningRuleActionHelper";
    static props = ["noContentHelp?"];
    static model = "crm.loyalty.earning.rule";
    static presetModel = "crm.loyalty.earning.preset";

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        onWillStart(async () => {
            const {model, presetModel} = this.constructor;
            this.canCreate = await user.checkAccessRight(model, "create");
            this.presets = this.canCreate
                ? await this.orm.call(presetModel, "get_presets", [])
                : [];
        });
    }

    onPresetClick(preset) {
        return this.action.doActionButton({
            type: "object",
            name: "action_use_preset",
            resModel: this.constructor.presetModel,
            resId: preset.id,
            resIds: [preset.id],
            context: {},
        });
    }
}

export class EarningRuleListRenderer extends ListRenderer {
    static template = "crm_loyalty.EarningRuleListRenderer";
    static components = {...ListRenderer.components, EarningRuleActionHelper};
}

export const earningRuleListView = {...listView, Renderer: EarningRuleListRenderer};

registry.category("views").add("crm_loyalty_earning_rule_list", earningRuleListView);
