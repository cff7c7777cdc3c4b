import {PresetListRenderer} from "@crm_lifecycle/views/presets/preset_cards";
import {registry} from "@web/core/registry";
import {listView} from "@web/views/list/list_view";

/** Offers the presets as cards while there are no earning rules. */
export class EarningRuleListRenderer extends PresetListRenderer {
    static presetModel = "crm.loyalty.earning.preset";
}

export const earningRuleListView = {...listView, Renderer: EarningRuleListRenderer};

registry.category("views").add("crm_loyalty_earning_rule_list", earningRuleListView);
