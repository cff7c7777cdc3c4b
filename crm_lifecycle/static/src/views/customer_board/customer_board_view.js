import {_t} from "@web/core/l10n/translation";
import {KanbanRenderer} from "@web/views/kanban/kanban_renderer";
import {kanbanView} from "@web/views/kanban/kanban_view";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";

/**
 * Customers by tier: a card that is dragged to another tier asks for the reason of an
 * override and is where it was until that is saved. Nothing is written by the board.
 */
export class CustomerBoardRenderer extends KanbanRenderer {
    setup() {
        super.setup();
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
    }

    /** Any board can be dragged on: where a move means nothing, a sentence says so. */
    get canMoveRecords() {
        const {list} = this.props;
        return (
            list.isGrouped && ["tier_id", "stage_id"].includes(list.groupByField.name)
        );
    }

    get canResequenceRecords() {
        return this.canMoveRecords;
    }

    async sortRecordDrop(dataRecordId, dataGroupId, {parent}) {
        parent?.classList.remove("o_kanban_hover");
        const target = this.props.list.groups.find(({id}) => id === parent?.dataset.id);
        if (!target || target.id === dataGroupId) {
            return;
        }
        if (this.props.list.groupByField.name === "stage_id") {
            this.notification.add(
                _t(
                    "The stage follows from purchases and leads: nobody sets it by hand. A tier can be overridden."
                ),
                {type: "info"}
            );
            return;
        }
        const source = this.props.list.groups.find(({id}) => id === dataGroupId);
        const record = source?.list.records.find(({id}) => id === dataRecordId);
        if (record && target.value) {
            await this.askForOverride(record, target.value);
        }
    }

    async askForOverride(record, tierId) {
        const action = await this.orm.call(
            "crm.customer.profile",
            "action_move_to_tier",
            [[record.resId], tierId]
        );
        await this.action.doAction(action, {
            onClose: () => this.props.list.model.load(),
        });
    }
}

export const customerBoardView = {...kanbanView, Renderer: CustomerBoardRenderer};

registry.category("views").add("crm_customer_board", customerBoardView);
