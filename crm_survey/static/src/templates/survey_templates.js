import {Component} from "@odoo/owl";
import {Layout} from "@web/search/layout";
import {SurveySurveyActionHelper} from "@survey/views/components/survey_survey_action_helper/survey_survey_action_helper";
import {registry} from "@web/core/registry";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";

/** The cards of the empty list of surveys, also when the list is not empty. */
export class SurveyTemplateCards extends SurveySurveyActionHelper {
    static template = "crm_survey.SurveyTemplateCards";

    get templates() {
        return Object.values(this.surveyTemplateData);
    }
}

export class SurveyTemplates extends Component {
    static template = "crm_survey.SurveyTemplates";
    static components = {Layout, SurveyTemplateCards};
    static props = {...standardActionServiceProps};

    setup() {
        this.display = {controlPanel: {}};
    }
}

registry.category("actions").add("crm_survey_templates", SurveyTemplates);
