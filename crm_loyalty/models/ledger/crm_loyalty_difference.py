# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

ACTIVITY = "crm_loyalty.mail_activity_type_difference"


class CrmLoyaltyDifference(models.Model):
    """Figures of points that don't agree. Found by the night, resolved by a person.

    Nothing is repaired by itself, and no row disappears by itself: who finds the cause
    says so. What is found again afterwards is a new row.
    """

    _name = "crm.loyalty.difference"
    _description = "Difference in points"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "state, id desc"
    _rec_name = "kind"

    kind = fields.Selection(
        [
            ("balance", "Balance is not its lots"),
            ("lot", "More used than a lot has"),
            ("taking", "More allocated than was taken"),
            ("plain", "Figure beside the ledger"),
            ("loose", "Movement outside its balance"),
            ("unbooked", "Row beside the ledger"),
            ("pending", "Pending below zero"),
        ],
        "What is wrong",
        required=True,
        readonly=True,
    )
    res_id = fields.Integer("Record", required=True, readonly=True)
    pool_id = fields.Many2one(
        "crm.loyalty.pool", "Balance of", readonly=True, ondelete="set null"
    )
    card_id = fields.Many2one("loyalty.card", readonly=True, ondelete="set null")
    company_id = fields.Many2one("res.company", readonly=True, ondelete="cascade")
    expected = fields.Float(readonly=True)
    found = fields.Float(readonly=True)
    words = fields.Char("In words", compute="_compute_words")
    first_seen = fields.Datetime(readonly=True)
    last_seen = fields.Datetime(readonly=True)
    state = fields.Selection(
        [("open", "Open"), ("resolved", "Resolved")],
        default="open",
        required=True,
        readonly=True,
    )
    resolution = fields.Char(help="What the cause was, and what was done.")

    _open_once = models.UniqueIndex(
        "(kind, res_id) WHERE state = 'open'", "This difference is already known."
    )

    @api.depends("kind", "expected", "found", "card_id", "res_id")
    @api.depends_context("lang")
    def _compute_words(self):
        sentences = self._get_sentences()
        for row in self:
            row.words = sentences.get(row.kind, "%(kind)s") % {
                "kind": row.kind,
                "card": row.card_id.display_name or row.pool_id.display_name or "",
                "expected": f"{row.expected:g}",
                "found": f"{row.found:g}",
                "id": row.res_id,
            }

    @api.depends("kind", "card_id", "pool_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for row in self:
            owner = row.card_id.display_name or row.pool_id.display_name
            name = kinds.get(row.kind, "")
            row.display_name = f"{owner}: {name}" if owner else name

    @api.model
    def _get_sentences(self):
        """Return ``{kind: sentence}``; ``card``, both figures and ``id`` fill it."""
        return {
            "balance": self.env._(
                "The movements of %(card)s add up to %(expected)s; its lots less its "
                "debt are %(found)s."
            ),
            "lot": self.env._(
                "Lot %(id)s of %(card)s was given with %(expected)s points; %(found)s "
                "were used of it."
            ),
            "taking": self.env._(
                "Movement %(id)s of %(card)s took %(expected)s points; %(found)s were "
                "taken from lots for it."
            ),
            "plain": self.env._(
                "%(card)s shows %(found)s points that no movement explains."
            ),
            "loose": self.env._(
                "Movement %(id)s of %(found)s points is on %(card)s, but in another "
                "customer's balance or in none."
            ),
            "unbooked": self.env._(
                "History row %(id)s of %(card)s over %(found)s points is not booked."
            ),
            "pending": self.env._(
                "Order %(id)s has %(found)s pending points on %(card)s; it can't be "
                "less than none."
            ),
        }

    # -------------------------------------------------------------------- steps

    @api.model
    def _cron_reconcile(self):
        """Compare all figures once a night, on one snapshot of the database."""
        self.env["crm.run"].sudo()._run_retried(self.sudo()._reconcile)
        self.env["ir.cron"]._commit_progress(1)

    @api.model
    def _reconcile(self):
        """Run every check; keep what is new, tell managers, repair nothing.

        :return: the differences that were not known before
        """
        self.env.flush_all()
        known = self.search([("state", "=", "open")])
        for kind, query in self._get_checks().items():
            self._keep(kind, query)
        self.env.invalidate_all()
        new = self.search([("state", "=", "open")]) - known
        new._tell_managers()
        return new

    @api.model
    def _keep(self, kind, query):
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO crm_loyalty_difference AS known
                       (kind, res_id, pool_id, card_id, company_id, expected, found,
                        first_seen, last_seen, state,
                        create_uid, create_date, write_uid, write_date)
                SELECT %(kind)s, wrong.res_id, wrong.pool_id, wrong.card_id,
                       program.company_id, wrong.expected, wrong.found,
                       now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC', 'open',
                       %(uid)s, now() AT TIME ZONE 'UTC',
                       %(uid)s, now() AT TIME ZONE 'UTC'
                  FROM (%(query)s) AS wrong
                  LEFT JOIN loyalty_card AS card ON card.id = wrong.card_id
                  LEFT JOIN crm_loyalty_pool AS pool ON pool.id = wrong.pool_id
                  LEFT JOIN loyalty_program AS program
                    ON program.id = coalesce(pool.program_id, card.program_id)
                ON CONFLICT (kind, res_id) WHERE state = 'open' DO UPDATE
                   SET expected = excluded.expected, found = excluded.found,
                       last_seen = excluded.last_seen
                """,
                kind=kind,
                query=query,
                uid=self.env.uid,
            )
        )

    def _tell_managers(self):
        """Give each manager one activity, unless one about differences is open."""
        if not self:
            return
        group = self.env.ref("crm_loyalty.group_manager")
        busy = self.env["mail.activity"].search([("res_model", "=", self._name)])
        people = group.all_user_ids.filtered(
            lambda user: user.active and not user.share
        )
        for user in people - busy.user_id:
            rows = self.filtered(
                lambda row, user=user: (
                    row.company_id in user.company_ids or not row.company_id
                )
            )
            if rows:
                rows[:1].activity_schedule(
                    ACTIVITY,
                    user_id=user.id,
                    summary=self.env._(
                        "Differences in points: %(count)s", count=len(rows)
                    ),
                )

    def action_resolve(self):
        """Button: the cause is found; the reason stays on the row.

        :raises AccessError: the user is no loyalty manager
        """
        if not (self.env.su or self.env.user.has_group("crm_loyalty.group_manager")):
            raise AccessError(
                self.env._("Only loyalty managers resolve differences in points.")
            )
        self.sudo().write({"state": "resolved"})
        self.sudo().activity_ids.action_feedback()
