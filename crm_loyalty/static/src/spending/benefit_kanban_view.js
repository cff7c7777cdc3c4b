import {PresetActionHelper} from "@crm_lifecycle/views/presets/preset_cards";
import {registry} from "@web/core/registry";
import {KanbanRenderer} from "@web/views/kanban/kanban_renderer";
import {kanbanView} from "@web/views/kanban/kanban_view";

/** Offers the presets as cards while the catalogue is empty. */
export class BenefitKanbanRenderer extends KanbanRenderer {
    static template = "crm_loyalty.BenefitKanbanRenderer";
    static components = {...KanbanRenderer.components, PresetActionHelper};
}

export const benefitKanbanView = {...kanbanView, Renderer: BenefitKanbanRenderer};

registry.category("views").add("crm_loyalty_benefit_kanban", benefitKanbanView);
