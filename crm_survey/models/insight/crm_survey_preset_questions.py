# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models


class CrmSurveyPreset(models.AbstractModel):
    """The questions of the presets, in the language of the context.

    The first question with a metric speaks for the answer; what a driver analysis can
    explain comes after it.
    """

    _inherit = "crm.survey.preset"

    @api.model
    def _prepare_reason(self):
        return {
            "title": self.env._("What is the main reason for your answer?"),
            "question_type": "text_box",
            "question_placeholder": self.env._("A few words are enough"),
        }

    @api.model
    def _prepare_measure(self, metric, title, **vals):
        return {"title": title, "metric": metric, **vals}

    @api.model
    def _prepare_choice(self, title, choices, **vals):
        vals = {"question_type": "simple_choice", **vals}
        return {"title": title, "choices": choices, **vals}

    @api.model
    def _prepare_nps_questions(self):
        ask = self.env._("How likely are you to recommend us to a friend or colleague?")
        return [
            self._prepare_measure("nps", ask, constr_mandatory=True),
            self._prepare_reason(),
        ]

    @api.model
    def _prepare_csat_ticket_questions(self):
        ask = self.env._("How satisfied are you with the help you got?")
        solved = self.env._("Was your problem solved?")
        return [
            self._prepare_measure("csat", ask, constr_mandatory=True),
            self._prepare_choice(
                solved,
                [self.env._("Yes"), self.env._("In part"), self.env._("No")],
            ),
            self._prepare_measure(
                "likert", self.env._("I got an answer as fast as I needed it.")
            ),
            self._prepare_measure(
                "likert", self.env._("The person who helped me knew the subject.")
            ),
            self._prepare_reason(),
        ]

    @api.model
    def _prepare_ces_service_questions(self):
        ask = self.env._("The company made it easy for me to get it done.")
        return [
            self._prepare_measure("ces", ask, constr_mandatory=True),
            {
                "title": self.env._("What would have made it easier?"),
                "question_type": "text_box",
                "question_placeholder": self.env._("A few words are enough"),
            },
        ]

    @api.model
    def _prepare_purchase_questions(self):
        ask = self.env._("How satisfied are you with your purchase?")
        return [
            self._prepare_measure("csat", ask, constr_mandatory=True),
            self._prepare_measure("star", self.env._("How was the delivery?")),
            self._prepare_measure(
                "likert", self.env._("The product is what I expected.")
            ),
            self._prepare_reason(),
        ]

    @api.model
    def _prepare_product_questions(self):
        ask = self.env._("All in all, how satisfied are you with the product?")
        statements = [
            self.env._("The quality is good."),
            self.env._("It is easy to use."),
            self.env._("It is worth its price."),
            self.env._("Help is there when I need it."),
        ]
        return [
            self._prepare_measure("csat", ask, constr_mandatory=True),
            *(self._prepare_measure("likert", text) for text in statements),
            self._prepare_reason(),
        ]

    @api.model
    def _prepare_churn_questions(self):
        ask = self.env._("How satisfied were you with us in the end?")
        return [
            self._prepare_measure("csat", ask),
            self._prepare_choice(
                self.env._("Why do you leave us?"),
                [
                    self.env._("The product does not fit any more"),
                    self.env._("Answers took too long"),
                    self.env._("The price"),
                    self.env._("A better offer elsewhere"),
                    self.env._("We do not need it any more"),
                    self.env._("Something else"),
                ],
                constr_mandatory=True,
                question_type="multiple_choice",
            ),
            {
                "title": self.env._("What would make you come back?"),
                "question_type": "text_box",
                "question_placeholder": self.env._("A few words are enough"),
            },
        ]

    @api.model
    def _prepare_worth_questions(self):
        statements = {
            "product": self.env._("The product does what I need."),
            "service": self.env._("I get good service before and after buying."),
            "staff": self.env._("The people are competent and friendly."),
            "image": self.env._("I like to be seen as a customer of this company."),
            "money": self.env._("The price is fair for what I get."),
            "time": self.env._("Buying and being served takes little of my time."),
            "effort": self.env._("Everything is easy to arrange."),
            "worry": self.env._("I have nothing to worry about."),
        }
        ask = self.env._("How likely are you to recommend us to a friend or colleague?")
        return [
            self._prepare_measure("nps", ask, constr_mandatory=True),
            *(
                self._prepare_measure("likert", text, worth_item=item)
                for item, text in statements.items()
            ),
            self._prepare_reason(),
        ]
