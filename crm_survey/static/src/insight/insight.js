import {Component, onWillStart, useState} from "@odoo/owl";
import {InsightRow} from "./insight_row";
import {KeepLast} from "@web/core/utils/concurrency";
import {Layout} from "@web/search/layout";
import {registry} from "@web/core/registry";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {useService} from "@web/core/utils/hooks";

const MODEL = "crm.survey.insight";

/**
 * A page of figures with how sure they are. The server names the choices and gives the
 * sections (see crm.survey.insight); the page shows them and asks again.
 */
export class SurveyInsight extends Component {
    static template = "crm_survey.Insight";
    static components = {InsightRow, Layout};
    static props = {...standardActionServiceProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.keepLast = new KeepLast();
        this.display = {controlPanel: {}};
        this.state = useState({choices: [], sections: [], help: ""});
        onWillStart(() => this.load({}));
    }

    get pageName() {
        return this.props.action.params.page;
    }

    async load(choices) {
        const question = this.orm.call(MODEL, "get_page", [this.pageName, choices]);
        Object.assign(this.state, await this.keepLast.add(question));
    }

    onChoice(choice, event) {
        const [value] = choice.options[event.target.selectedIndex];
        const choices = Object.fromEntries(
            this.state.choices.map((other) => [other.name, other.value])
        );
        return this.load({...choices, [choice.name]: value});
    }

    onOpen(section, row) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            name: `${section.title}: ${row.label}`,
            res_model: row.model,
            domain: row.domain,
            views: [
                [false, "list"],
                [false, "graph"],
                [false, "pivot"],
            ],
        });
    }
}

registry.category("actions").add("crm_survey_insight", SurveyInsight);
