import {PivotModel} from "@web/views/pivot/pivot_model";
import {PivotRenderer} from "@web/views/pivot/pivot_renderer";
import {_t} from "@web/core/l10n/translation";
import {pivotView} from "@web/views/pivot/pivot_view";
import {registry} from "@web/core/registry";

const isMean = (spec) => spec.endsWith(":avg");
const toCount = (spec) => spec.replace(/:avg$/, ":count");

/** Means come with the number of their answers: few answers make no figure. */
export class FigurePivotModel extends PivotModel {
    _getGroupsSubdivision(params, groupInfo) {
        const {measureSpecs} = params;
        if (!this.orm.isSample) {
            const counts = measureSpecs.filter(isMean).map(toCount);
            params = {...params, measureSpecs: [...measureSpecs, ...counts]};
        }
        return super._getGroupsSubdivision(params, groupInfo);
    }

    _getMeasurements(group, config) {
        const measurements = super._getMeasurements(group, config);
        for (const spec of this._getMeasureSpecs(config).filter(isMean)) {
            measurements[toCount(spec)] = group[toCount(spec)];
        }
        return measurements;
    }

    _getTableRows(tree, columns) {
        const rows = super._getTableRows(tree, columns);
        rows[0].subGroupMeasurements.forEach((cell) => this._markFew(cell));
        return rows;
    }

    /** The server gives no mean of few answers; of none there is nothing to say. */
    _markFew(cell) {
        if (cell.value !== false) {
            return;
        }
        const few = this._getCellValue(cell.groupId, `${cell.measure}:count`, {
            data: this.data,
        });
        cell.few = few || 0;
        cell.value = few ? _t("Too few") : undefined;
    }
}

export class FigurePivotRenderer extends PivotRenderer {
    static template = "crm_survey.FigurePivotRenderer";

    getFormattedValue(cell) {
        if (!cell.few) {
            return super.getFormattedValue(cell);
        }
        return {
            value: cell.value,
            help: _t("Too few answers for a figure: %s", cell.few),
        };
    }
}

registry.category("views").add("crm_survey_figure_pivot", {
    ...pivotView,
    Model: FigurePivotModel,
    Renderer: FigurePivotRenderer,
});
