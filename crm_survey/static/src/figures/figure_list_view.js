import {ListRenderer} from "@web/views/list/list_renderer";
import {_t} from "@web/core/l10n/translation";
import {listView} from "@web/views/list/list_view";
import {registry} from "@web/core/registry";

/** Groups of few answers say so: the server gives no mean of them. */
export class FigureListRenderer extends ListRenderer {
    static groupRowTemplate = "crm_survey.FigureListRenderer.GroupRow";

    formatGroupAggregate(group, column) {
        const {aggregator} = this.props.list.fields[column.name];
        if (aggregator !== "avg" || group.aggregates[column.name] !== false) {
            return super.formatGroupAggregate(group, column);
        }
        return {
            few: true,
            value: _t("Too few"),
            help: _t("Too few answers for a figure"),
        };
    }
}

registry.category("views").add("crm_survey_figure_list", {
    ...listView,
    Renderer: FigureListRenderer,
});
