# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models
from odoo.tools import SQL


class CrmWinbackUplift(models.Model):
    """Who came back in a campaign, treated or left alone; one row a customer.

    A customer counts where chance put him, whatever was done, and only purchases
    until the campaign's end count: the interval is on the campaign.
    """

    _name = "crm.winback.uplift"
    _description = "Effect of win-back campaigns"
    _auto = False
    _order = "campaign_id desc, arm, id"
    _rec_name = "campaign_id"
    _depends = {
        "crm.winback.case": [
            "came_back_on",
            "campaign_id",
            "company_id",
            "is_hold_out",
            "state",
            "tier_id",
            "value_at_risk",
        ],
        "crm.winback.campaign": ["date_from", "date_until"],
    }

    company_id = fields.Many2one("res.company", readonly=True)
    campaign_id = fields.Many2one("crm.winback.campaign", readonly=True)
    month = fields.Date("Start", readonly=True)
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    tier_id = fields.Many2one("crm.value.tier", "Tier when opened", readonly=True)
    arm = fields.Selection(
        [("1_treated", "Treated"), ("2_held_out", "Left alone")],
        "Group",
        readonly=True,
    )
    customers = fields.Integer(readonly=True)
    came_back = fields.Integer(readonly=True)
    share = fields.Float(
        "Came back (%)",
        readonly=True,
        aggregator="avg",
        help="Who bought until the end of the campaign, in percent of the group.",
    )

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT document.id, document.company_id, document.campaign_id,
                   document.partner_id, document.tier_id,
                   date_trunc('month', campaign.date_from)::date AS month,
                   CASE WHEN document.is_hold_out THEN '2_held_out'
                        ELSE '1_treated' END AS arm,
                   1 AS customers,
                   COALESCE(document.came_back_on <= campaign.date_until, FALSE)::int
                       AS came_back,
                   100.0 * COALESCE(document.came_back_on <= campaign.date_until,
                                    FALSE)::int AS share
              FROM crm_winback_case document
              JOIN crm_winback_campaign campaign ON campaign.id = document.campaign_id
             WHERE document.state <> 'cancelled'
            """
        )
