import {GraphModel} from "@web/views/graph/graph_model";
import {GraphRenderer} from "@web/views/graph/graph_renderer";
import {_t} from "@web/core/l10n/translation";
import {cookie} from "@web/core/browser/cookie";
import {getCustomColor} from "@web/core/colors/colors";
import {graphView} from "@web/views/graph/graph_view";
import {registry} from "@web/core/registry";

const MUTED = getCustomColor(cookie.get("color_scheme"), "#6b7280", "#9ca3af");
const DASHES = [4, 4];

/** A mean of few answers is no figure, and one of no answers is not 0: both are gaps. */
export class FigureGraphModel extends GraphModel {
    _getData(dataPoints, forceUseAllDataPoints) {
        const data = super._getData(dataPoints, forceUseAllDataPoints);
        const {fields, measure} = this.metaData;
        if (fields[measure]?.aggregator !== "avg") {
            return data;
        }
        const isGap = (dataset, index) =>
            dataset.data[index] === false ||
            (data.labels.length > 1 && !dataset.domains[index].length);
        for (const dataset of data.datasets) {
            dataset.data = dataset.data.map((value, index) =>
                isGap(dataset, index) ? null : value
            );
        }
        return {...data, few: this._getFew(dataPoints)};
    }

    /** Return {label: whether all of its groups are too small}, of those with any. */
    _getFew(dataPoints) {
        const few = {};
        const counted = dataPoints.filter(({count}) => count);
        for (const {trueLabel, value} of counted) {
            if (value === false) {
                few[trueLabel] = true;
            }
        }
        for (const {trueLabel, value} of counted) {
            if (value !== false && trueLabel in few) {
                few[trueLabel] = false;
            }
        }
        return few;
    }
}

/** Small groups are grey words at the axis; lines are dashed across their gaps. */
export class FigureGraphRenderer extends GraphRenderer {
    getLineChartData() {
        const data = super.getLineChartData();
        const borderDash = ({p0, p1}) => (p0.skip || p1.skip ? DASHES : undefined);
        for (const dataset of data.datasets) {
            Object.assign(dataset, {spanGaps: true, segment: {borderDash}});
        }
        return data;
    }

    getScaleOptions() {
        const options = super.getScaleOptions();
        const {few, labels} = this.model.data;
        if (!few || !options.x) {
            return options;
        }
        const {callback, color} = options.x.ticks;
        const words = {true: _t("Too few"), false: _t("Partly too few")};
        Object.assign(options.x.ticks, {
            callback: (value, index) => {
                const label = callback(value, index);
                const isAll = few[labels[index]];
                return isAll === undefined ? label : [label, words[isAll]];
            },
            color: ({index}) => (few[labels[index]] ? MUTED : color),
        });
        return options;
    }
}

registry.category("views").add("crm_survey_figure_graph", {
    ...graphView,
    Model: FigureGraphModel,
    Renderer: FigureGraphRenderer,
});
