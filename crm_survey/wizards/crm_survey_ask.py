# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import UserError


class CrmSurveyAsk(models.TransientModel):
    """Choose customers and ask them by one touchpoint; first it tells who would go."""

    _name = "crm.survey.ask"
    _description = "Ask customers"

    touchpoint_id = fields.Many2one(
        "crm.survey.touchpoint",
        required=True,
        domain="[('company_id', 'in', allowed_company_ids)]",
    )
    company_id = fields.Many2one(related="touchpoint_id.company_id")
    partner_ids = fields.Many2many("res.partner", string="Contacts")
    segment_id = fields.Many2one(
        "crm.customer.segment",
        "Or a segment",
        domain="[('company_id', '=', company_id)]",
    )
    result = fields.Text("What would happen", readonly=True)

    @api.onchange("touchpoint_id", "partner_ids", "segment_id")
    def _onchange_choice(self):
        """What was tried before says nothing about another choice."""
        self.result = False

    def _get_chosen(self):
        """Return the contacts that fit the touchpoint.

        :raise UserError: nobody was chosen
        """
        self.ensure_one()
        chosen = self.partner_ids
        if self.segment_id:
            chosen |= self.segment_id._get_partners()
        if not chosen:
            raise UserError(self.env._("Choose contacts or a segment."))
        return self.touchpoint_id._filter_fitting(chosen)

    def action_try(self):
        """Tell how many would be asked now, and why others would wait; keep nothing."""
        fitting = self._get_chosen()
        chosen = self.partner_ids | self.segment_id._get_partners()
        counts = self.touchpoint_id._try_request(fitting, self._get_key())
        self.result = "\n".join(self._tell(counts, len(chosen) - len(fitting)))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Ask customers"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    def _tell(self, counts, unfit):
        requests = self.env["crm.survey.request"]
        labels = dict(requests._fields["reason"]._description_selection(self.env))
        asked = self.env._("%s would be asked in the next run.", counts.pop(False, 0))
        known = counts.pop("known", 0)
        lines = [asked]
        if known:
            lines.append(self.env._("%s are in the queue of today already.", known))
        if unfit:
            lines.append(
                self.env._("%s do not fit the conditions of the touchpoint.", unfit)
            )
        return lines + [
            self.env._("%(count)s would wait: %(reason)s.", count=count, reason=reason)
            for reason, count in Counter(
                {labels.get(reason, reason): count for reason, count in counts.items()}
            ).most_common()
        ]

    def action_ask(self):
        """Put them into the queue; the budget decides who is asked now."""
        self.touchpoint_id.check_access("write")
        fitting = self._get_chosen()
        requests = self.touchpoint_id.sudo()._request(fitting, key=self._get_key())
        self.env.ref("crm_survey.ir_cron_plan").sudo()._trigger()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_survey.crm_survey_request_action"
        )
        return {**action, "domain": [("id", "in", requests.ids)], "context": {}}

    def _get_key(self):
        """The same list of one day asks everybody once, however often it is sent."""
        today = fields.Date.context_today(self)
        return f"{self.touchpoint_id.id}|list,{today}"
