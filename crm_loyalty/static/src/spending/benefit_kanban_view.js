import {registry} from "@web/core/registry";
import {KanbanRenderer} from "@web/views/kanban/kanban_renderer";
import {kanbanView} from "@web/views/kanban/kanban_view";
import {EarningRuleActionHelper} from "../earning/earning_rule_list_view";

/** Offers the presets as cards while the catalogue is empty. */
export class BenefitActionHelper extends EarningRuleActionHelper {
    static model = "crm.loyalty.benefit";
    static presetModel = "crm.loyalty.benefit.preset";
}

export class BenefitKanbanRenderer extends KanbanRenderer {
    static template = "crm_loyalty.BenefitKanbanRenderer";
    static components = {...KanbanRenderer.components, BenefitActionHelper};
}

export const benefitKanbanView = {...kanbanView, Renderer: BenefitKanbanRenderer};

registry.category("views").add("crm_loyalty_benefit_kanban", benefitKanbanView);
