import {PresetListRenderer} from "@crm_lifecycle/views/presets/preset_cards";
import {registry} from "@web/core/registry";
import {listView} from "@web/views/list/list_view";

/** Offers the presets as cards while there are no touchpoints. */
export class TouchpointListRenderer extends PresetListRenderer {
    static presetModel = "crm.survey.touchpoint.preset";
}

export const touchpointListView = {...listView, Renderer: TouchpointListRenderer};

registry.category("views").add("crm_survey_touchpoint_list", touchpointListView);
