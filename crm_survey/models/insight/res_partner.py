# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools.misc import format_date

LATEST = 10
LOOKED_AT = 100  # scores; a participation has several
GROUP = {"groups": "crm_survey.group_user"}


class ResPartner(models.Model):
    """The voice of a customer: what all its contacts said, and when they may be asked.

    Every user sees what the rules of scores, feedback and requests show.
    """

    _inherit = "res.partner"

    voice_score_ids = fields.Many2many(
        "crm.survey.score", "Latest answers", compute="_compute_voice", **GROUP
    )
    voice_feedback_ids = fields.Many2many(
        "crm.feedback", "Open feedback", compute="_compute_voice", **GROUP
    )
    voice_request_ids = fields.Many2many(
        "crm.survey.request", "Requests", compute="_compute_voice", **GROUP
    )
    voice_summary = fields.Char("Last asked", compute="_compute_voice", **GROUP)

    @api.depends("commercial_partner_id")
    @api.depends_context("allowed_company_ids", "uid", "lang", "tz")
    def _compute_voice(self):
        """For forms: a few queries a customer."""
        for partner in self:
            customer = partner.commercial_partner_id._origin
            of_customer = self._get_voice_domain(customer)
            partner.voice_score_ids = self._get_voice_scores(of_customer)
            partner.voice_feedback_ids = self.env["crm.feedback"].search(
                of_customer & self._get_open_feedback_domain()
            )
            requests = self.env["crm.survey.request"]
            partner.voice_request_ids = requests.search(
                of_customer, order="due_at desc, id desc", limit=LATEST
            )
            partner.voice_summary = self._get_voice_summary(requests, of_customer)

    @api.model
    def _get_voice_domain(self, customer):
        companies = [*self.env.companies.ids, False]
        return Domain("partner_id.commercial_partner_id", "=", customer.id) & Domain(
            "company_id", "in", companies
        )

    @api.model
    def _get_open_feedback_domain(self):
        """Hook: return the domain of feedback whose loop is not closed yet."""
        return Domain("state", "!=", "verified")

    @api.model
    def _get_voice_scores(self, of_customer):
        """Return the leading score of each of the latest participations."""
        scores = self.env["crm.survey.score"].search(
            of_customer, order="completed_at desc, id desc", limit=LOOKED_AT
        )
        leading = {score.user_input_id.id: score for score in scores}
        return scores.browse().concat(*list(leading.values())[:LATEST])

    @api.model
    def _get_voice_summary(self, requests, of_customer):
        """Return when the customer was asked last, and when it can be asked again."""
        asked = requests.search(
            of_customer & Domain("sent_at", "!=", False), order="sent_at desc", limit=1
        )
        if not asked:
            return self.env._("Was never asked by a touchpoint.")
        words = {
            "day": self._format_day(asked.sent_at),
            "contact": asked.partner_id.sudo().name,
            "touchpoint": asked.touchpoint_id.sudo().name,
        }
        sentence = self.env._(
            "%(contact)s was asked on %(day)s: %(touchpoint)s.", **words
        )
        again = asked._get_asked_again_at()
        if again > fields.Datetime.now():
            again = self._format_day(again)
            sentence += " " + self.env._("Can be asked again from %s on.", again)
        return sentence

    @api.model
    def _format_day(self, instant):
        return format_date(self.env, fields.Datetime.context_timestamp(self, instant))
