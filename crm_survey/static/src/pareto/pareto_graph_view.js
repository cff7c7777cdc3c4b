import {GraphModel} from "@web/views/graph/graph_model";
import {_t} from "@web/core/l10n/translation";
import {graphView} from "@web/views/graph/graph_view";
import {registry} from "@web/core/registry";

/** Bars from the largest on, with a line of what they make together. */
export class ParetoGraphModel extends GraphModel {
    _getLineOverlayDataset() {
        const {datasets} = this.data;
        const {fields, measure} = this.metaData;
        const isSum = measure === "__count" || fields[measure].aggregator === "sum";
        if (datasets.length !== 1 || !isSum) {
            return super._getLineOverlayDataset();
        }
        const [{data, currencyIds, trueLabels}] = datasets;
        let sum = 0;
        return {
            label: _t("Cumulated"),
            data: data.map((value) => (sum += value)),
            currencyIds,
            trueLabels,
        };
    }
}

registry
    .category("views")
    .add("crm_pareto_graph", {...graphView, Model: ParetoGraphModel});
