import {Component, onWillStart} from "@odoo/owl";
import {user} from "@web/core/user";
import {useService} from "@web/core/utils/hooks";
import {ListRenderer} from "@web/views/list/list_renderer";

/** Offers presets as cards while there are no records that were made of one. */
export class PresetActionHelper extends Component {
    static template = "crm_lifecycle.PresetActionHelper";
    static props = ["noContentHelp?", "model", "presetModel"];

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        onWillStart(async () => {
            const {model, presetModel} = this.props;
            this.presets = (await user.checkAccessRight(model, "create"))
                ? await this.orm.call(presetModel, "get_presets", [])
                : [];
        });
    }

    onPresetClick(preset) {
        return this.action.doActionButton({
            type: "object",
            name: "action_use_preset",
            resModel: this.props.presetModel,
            resId: preset.id,
            resIds: [preset.id],
            context: {},
        });
    }
}

/** A list that begins with presets; `presetModel` inherits `crm.preset.mixin`. */
export class PresetListRenderer extends ListRenderer {
    static template = "crm_lifecycle.PresetListRenderer";
    static components = {...ListRenderer.components, PresetActionHelper};
    static presetModel = null;

    get presetModel() {
        return this.constructor.presetModel;
    }
}
