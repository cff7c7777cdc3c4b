# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class CrmLoyaltyEarningRule(models.Model):
    """How many customers a rule touches, and what it has given so far."""

    _inherit = "crm.loyalty.earning.rule"

    customer_count = fields.Integer(
        "Customers", compute="_compute_customer_count", compute_sudo=True
    )
    reach_sentence = fields.Char(compute="_compute_reach_sentence")
    given_points = fields.Float(
        "Points given",
        compute="_compute_given",
        compute_sudo=True,
        help="Also pending ones, less what was taken back.",
    )
    given_count = fields.Integer(
        "Customers who got points", compute="_compute_given", compute_sudo=True
    )

    @api.depends("tier_ids", "stage_ids", "domain", "company_id", "program_id")
    def _compute_customer_count(self):
        """Count the customers whom the rule's conditions let through, as of now."""
        self.env.flush_all()
        for rule in self:
            rule.customer_count = rule._count_customers() if rule._is_readable() else 0

    def _is_readable(self):
        try:
            self._parse_domain()
        except UserError:
            return False
        return True

    def _count_customers(self):
        rows = self.env.execute_query(
            SQL(
                """
                SELECT count(*)
                  FROM res_partner AS customer
                  LEFT JOIN crm_customer_profile AS profile
                    ON profile.partner_id = customer.id
                   AND profile.company_id = %(company)s
                 WHERE customer.active
                   AND customer.commercial_partner_id = customer.id
                   AND %(known)s AND %(who)s
                """,
                company=self.company_id.id or None,
                known=self._get_known_sql(),
                who=self._get_who_sql(),
            )
        )
        return rows[0][0]

    @api.depends("customer_count", "domain")
    @api.depends_context("lang")
    def _compute_reach_sentence(self):
        for rule in self:
            count = rule.customer_count
            if not rule._is_readable():
                rule.reach_sentence = self.env._("Its filter can't be read.")
            elif not count:
                rule.reach_sentence = self.env._("At present no customer fits it.")
            elif count == 1:
                rule.reach_sentence = self.env._("At present 1 customer fits it.")
            else:
                rule.reach_sentence = self.env._(
                    "At present %(count)s customers fit it.",
                    count=rule._format_number(count),
                )

    @api.depends("history_ids")
    def _compute_given(self):
        rows = self.env.execute_query(
            SQL(
                """
                SELECT earning_rule_id, count(DISTINCT pool_id),
                       round(sum(coalesce(issued, 0) - coalesce(used, 0)
                                 + coalesce(pending, 0))::numeric, 6)::float8
                  FROM loyalty_history
                 WHERE earning_rule_id = ANY(%s) AND kind IS NOT NULL
                 GROUP BY earning_rule_id
                """,
                self.ids,
            )
        )
        given = {rule: (count, points) for rule, count, points in rows}
        for rule in self:
            rule.given_count, rule.given_points = given.get(rule.id, (0, 0.0))

    # ------------------------------------------------------------------ buttons

    def action_view_movements(self):
        """Open what this rule has given and taken back."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_loyalty.crm_loyalty_earning_movement_action"
        )
        return {**action, "domain": [("earning_rule_id", "=", self.id)]}

    def action_preview(self):
        """Open the preview from which past days, or a campaign, are booked."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Start the campaign")
            if self.event == "campaign"
            else self.env._("Give for past days"),
            "res_model": "crm.loyalty.earning.backfill",
            "view_mode": "form",
            "target": "new",
            "context": {"default_rule_id": self.id},
        }

    def action_run(self):
        """Give now what today has brought so far; the hourly job does the same."""
        rules = self.env["crm.loyalty.earning.rule"].browse(self.ids)
        rules.check_access("write")
        self.env.ref("crm_loyalty.ir_cron_earning").sudo()._trigger()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("The rules are run in a moment."),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
