import "@pos_loyalty/app/models/pos_order";
import {PosOrder} from "@point_of_sale/app/models/pos_order";
import {patch} from "@web/core/utils/patch";

// Binary noise of products; it must not cost a point.
const NOISE_DIGITS = 6;

/**
 * Cut points towards zero to what a programme counts in.
 *
 * @param {Number} points
 * @param {Number} digits
 * @returns {Number}
 */
function cutPoints(points, digits) {
    const step = 10 ** digits;
    return Math.trunc(Number((points * step).toFixed(NOISE_DIGITS))) / step;
}

patch(PosOrder.prototype, {
    /**
     * The counter promises what the ledger books: times the tier, cut as configured.
     *
     * @override
     */
    pointsForPrograms(programs) {
        const result = super.pointsForPrograms(...arguments);
        for (const program of programs) {
            for (const change of result[program.id] || []) {
                change.points = this._countPoints(program, change.points);
            }
        }
        return result;
    },
    /**
     * @override
     */
    _getPointsCorrection(program) {
        return this._countPoints(program, super._getPointsCorrection(...arguments));
    },
    _countPoints(program, points) {
        if (!program.is_collecting) {
            return points;
        }
        const multiplier = program.is_tier_multiplied
            ? (this.getPartner()?.points_multiplier ?? 1)
            : 1;
        return cutPoints(points * multiplier, Number(program.points_digits));
    },
});
