/**
 * The axis of a histogram whose bars begin at given values: bars are equally wide on
 * the screen, whatever they span. All figures come from the server; here they are only
 * placed, and guessed within a bar while a handle is dragged.
 */
export class Axis {
    /**
     * @param {Number[]} edges where each bar begins, rising
     * @param {Object[]} bars what each bar adds up: {customers, revenue, clv}
     */
    constructor(edges, bars) {
        this.edges = edges;
        this.bars = bars;
    }

    get count() {
        return this.edges.length;
    }

    /** Where bar `index` ends; the last one is as wide as the one before it. */
    getEnd(index) {
        const {edges, count} = this;
        if (index + 1 < count) {
            return edges[index + 1];
        }
        if (count < 2) {
            return edges[index] + 1;
        }
        const [before, last] = edges.slice(-2);
        return before > 0 && last - before > edges[1] - edges[0] + 1e-6
            ? (last * last) / before
            : 2 * last - before;
    }

    /** The place of `value`, from 0 (left) to 1; no value stands at the left end. */
    getPlace(value) {
        if (typeof value !== "number" || !this.count || value <= this.edges[0]) {
            return 0;
        }
        const index = this.edges.findLastIndex((edge) => edge <= value);
        const begin = this.edges[index];
        const part = (value - begin) / (this.getEnd(index) - begin);
        return Math.min(1, (index + part) / this.count);
    }

    /** The value at a place from 0 to 1. */
    getValue(place) {
        const along = Math.min(Math.max(place, 0), 1) * this.count;
        const index = Math.min(Math.floor(along), this.count - 1);
        const begin = this.edges[index];
        return begin + (along - index) * (this.getEnd(index) - begin);
    }

    /** About how much of `column` lies above a place: whole bars and a part of one. */
    getAbove(place, column) {
        const along = Math.min(Math.max(place, 0), 1) * this.count;
        const index = Math.min(Math.floor(along), this.count - 1);
        const rest = (1 - (along - index)) * this.bars[index][column];
        return this.bars
            .slice(index + 1)
            .reduce((total, bar) => total + bar[column], rest);
    }

    getTotal(column) {
        return this.bars.reduce((total, bar) => total + bar[column], 0);
    }
}
