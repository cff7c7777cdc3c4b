import {Component, onWillStart, useState} from "@odoo/owl";
import {formatDate, deserializeDate} from "@web/core/l10n/dates";
import {formatFloat, formatInteger, formatMonetary} from "@web/views/fields/formatters";
import {ConfirmationDialog} from "@web/core/confirmation_dialog/confirmation_dialog";
import {Histogram} from "./histogram";
import {KeepLast} from "@web/core/utils/concurrency";
import {Layout} from "@web/search/layout";
import {Movers} from "./movers";
import {TierTable} from "./tier_table";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {useDebounced} from "@web/core/utils/timing";
import {useService} from "@web/core/utils/hooks";

const MODEL = "crm.value.policy";
const PATIENCE = 200; // milliseconds between a key and the question to the server

/**
 * Shows what a draft of tier rules would make of last night's customers, lets people
 * move its thresholds, and puts it into force. Every figure comes from the server.
 */
export class Simulator extends Component {
    static template = "crm_lifecycle.Simulator";
    static components = {Histogram, Layout, Movers, TierTable};
    static props = {...standardActionServiceProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.ui = useService("ui");
        this.keepLast = new KeepLast();
        this.policyId = this.props.action.context.active_id;
        this.state = useState({
            values: {},
            direction: false,
            offset: 0,
            isBusy: false,
            isApplied: false,
            error: "",
        });
        this.askSoon = useDebounced(() => this.ask(), PATIENCE);
        this.format = this.format.bind(this);
        onWillStart(() => this.load());
    }

    // ------------------------------------------------------------- what is shown

    get isDirty() {
        return Object.keys(this.state.values).length > 0;
    }

    /** What was simulated is what is shown. */
    get canApply() {
        return this.state.state === "simulated" && !this.isDirty;
    }

    get simulatedSentence() {
        const {simulated} = this.state;
        return _t(
            "Simulated on %(day)s for all %(customers)s customers: %(up)s would rise, %(down)s would fall.",
            {
                day: formatDate(deserializeDate(simulated.day)),
                customers: formatInteger(simulated.customers),
                up: formatInteger(simulated.up),
                down: formatInteger(simulated.down),
            }
        );
    }

    get appliedSentence() {
        return _t(
            "%s is in force. The coming night sorts all customers by it; “Score now” does it at once.",
            this.state.name
        );
    }

    get chartTitle() {
        return _t("Customers by %s", this.state.setting.rank.label.toLowerCase());
    }

    get withoutPurchase() {
        const count = this.state.answer.without_purchase;
        return count ? _t("%s more customers never bought.", formatInteger(count)) : "";
    }

    get summary() {
        const {up, down, customers} = this.state.answer;
        if (!up && !down) {
            return _t(
                "Nobody would move: all %s customers keep their tier.",
                formatInteger(customers)
            );
        }
        return _t("%(moved)s of %(customers)s customers would move.", {
            moved: formatInteger(up + down),
            customers: formatInteger(customers),
        });
    }

    /** A figure for people, "short" on an axis, "exact" where units hide what counts. */
    format(value, unit, style = "plain") {
        const isExact = style === "exact";
        switch (unit) {
            case "money":
                return formatMonetary(value, {
                    currencyId: this.state.setting.currency_id,
                    humanReadable: style === "short",
                    ...(isExact ? {} : {digits: [16, 0]}),
                });
            case "days":
                return _t("%s days", formatInteger(Math.round(value)));
        }
        return formatFloat(value, {
            digits: [16, isExact ? 4 : 1],
            trailingZeros: false,
        });
    }

    // -------------------------------------------------------------- the server

    /** Call a method of the draft; a refusal is shown and loses nothing. */
    async call(method, args, done) {
        this.state.isBusy = true;
        try {
            const found = await this.keepLast.add(
                this.orm.silent.call(MODEL, method, [this.policyId, ...args])
            );
            this.state.error = "";
            await done(found);
        } catch (error) {
            if (!error.data?.message) {
                throw error;
            }
            this.state.error = error.data.message;
        } finally {
            this.state.isBusy = false;
        }
    }

    load() {
        this.askSoon.cancel();
        return this.call("read_simulator", [], (screen) => this.show(screen));
    }

    show(screen) {
        Object.assign(this.state, screen, {values: {}, offset: 0, direction: false});
        this.state.total = screen.answer && screen.answer.up + screen.answer.down;
    }

    ask() {
        return this.call("try_thresholds", [this.state.values], (answer) => {
            Object.assign(this.state, {answer, offset: 0, direction: false});
            this.state.total = answer.up + answer.down;
        });
    }

    onMove(key, value) {
        this.state.values[key] = value;
        this.askSoon();
    }

    onPage(direction, offset) {
        return this.call(
            "read_movers",
            [this.state.values, direction, offset],
            ({total, movers}) => {
                this.state.answer.movers = movers;
                Object.assign(this.state, {total, direction, offset});
            }
        );
    }

    // ----------------------------------------------------------------- buttons

    onReset() {
        return this.load();
    }

    onKeep() {
        return this.act("keep_thresholds");
    }

    onSimulate() {
        return this.act("simulate_all");
    }

    act(method) {
        const {values, stamp} = this.state;
        return this.callAlone(method, [values, stamp], (screen) => this.show(screen));
    }

    /** Call what writes: nothing else is asked or moved meanwhile. */
    async callAlone(method, args, done) {
        this.askSoon.cancel();
        this.ui.block();
        try {
            await this.call(method, args, done);
        } finally {
            this.ui.unblock();
        }
    }

    onApply() {
        const {simulated} = this.state;
        this.dialog.add(ConfirmationDialog, {
            title: _t("Apply these rules?"),
            body: simulated
                ? _t(
                      "From the next night on they sort all customers of the company: %(up)s rise, %(down)s fall. The version that is in force now is archived.",
                      {
                          up: formatInteger(simulated.up),
                          down: formatInteger(simulated.down),
                      }
                  )
                : _t("From the next night on they sort all customers of the company."),
            confirmLabel: _t("Apply"),
            confirm: () =>
                this.callAlone("apply_simulated", [this.state.stamp], () => {
                    this.state.isApplied = true;
                }),
            cancel: () => {},
        });
    }

    onScore() {
        return this.action.doActionButton({
            type: "object",
            name: "action_run_night",
            resModel: MODEL,
            resId: this.policyId,
            resIds: [this.policyId],
            context: {},
        });
    }

    onViewMoves() {
        return this.action.doActionButton({
            type: "object",
            name: "action_view_moves",
            resModel: MODEL,
            resId: this.policyId,
            resIds: [this.policyId],
            context: {},
        });
    }

    onOpenCustomer(profileId) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "crm.customer.profile",
            res_id: profileId,
            views: [[false, "form"]],
        });
    }
}

registry.category("actions").add("crm_lifecycle.simulator", Simulator);
