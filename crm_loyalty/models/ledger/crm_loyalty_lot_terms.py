# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, format_date


class CrmLoyaltyLot(models.Model):
    """A lot keeps the terms under which it was given; managers may extend it."""

    _inherit = "crm.loyalty.lot"

    is_fixed = fields.Boolean(
        "Own day",
        readonly=True,
        help="The day was set with the points; the program's terms don't change it.",
    )
    idle_months = fields.Integer(
        readonly=True,
        help="These points expire so many months after the customer last earned or "
        "spent some; 0: on their own day.",
    )
    idle_days = fields.Integer("Days of grace", readonly=True)

    @api.model
    def _get_expiry_sql(self):
        """Return the last valid day as SQL, over ``movement`` and ``program``.

        NULL is never, or not fixed in advance (``_get_idle_sql``). 12 months after
        15 January is 15 January, and 1 month after 31 January the last of February.
        """
        return SQL(
            """
            (CASE program.expiry_mode
                  WHEN 'earned' THEN movement.booked_on
                       + make_interval(months => program.expiry_months)
                  WHEN 'period' THEN date_trunc(
                       program.expiry_period, movement.booked_on)
                       + make_interval(days => -1, months =>
                             (program.expiry_periods + 1)
                             * CASE program.expiry_period WHEN 'month' THEN 1
                                    WHEN 'quarter' THEN 3 ELSE 12 END)
             END + make_interval(days => program.expiry_grace_days))::date
            """
        )

    @api.model
    def _get_idle_sql(self, column):
        """Return, over ``program``, what points expire after when nothing happens."""
        return SQL(
            "CASE program.expiry_mode WHEN 'inactivity' THEN %s ELSE 0 END",
            SQL.identifier("program", column),
        )

    @api.model
    def _get_latest_terms(self, domain):
        """Return the last valid day of the latest lot in ``domain``, for ``_post``.

        Empty where there is no lot, or points expire by inactivity: what is given
        again then follows the programme.
        """
        lot = self.search(domain, order="id desc", limit=1)
        return {"expires_on": lot.expires_on} if lot and not lot.idle_months else {}

    def _extend(self, day, reason):
        """Let what is left of these lots be spent up to ``day``; never less long.

        Kept on the lots, and told on the customers' cards.

        :raises AccessError: the user is no loyalty manager
        :raises UserError: nothing is left, or the day is no later than it was
        """
        if not (self.env.su or self.env.user.has_group("crm_loyalty.group_manager")):
            raise AccessError(self.env._("Only loyalty managers extend points."))
        lots = self.sudo()
        lots.pool_id._lock()
        lots.invalidate_recordset()
        for lot in lots:
            lot._check_extension(day)
        bodies = {}
        for lot in lots:
            card = lot.history_id.card_id
            bodies.setdefault(card.id, []).append(lot._tell_extension(day, reason))
        lots.write(
            {
                "expires_on": day,
                "extended_by_id": self.env.uid,
                "extension_reason": reason,
            }
        )
        cards = self.env["loyalty.card"].sudo().browse(bodies)
        cards._message_log_batch(
            {card: Markup("<br/>").join(lines) for card, lines in bodies.items()}
        )

    def _check_extension(self, day):
        if not self.remaining:
            raise UserError(
                self.env._(
                    "Nothing is left of the points of %(customer)s of %(day)s. Points "
                    "that have expired can only be given anew, by an adjustment.",
                    customer=self.pool_id.commercial_partner_id.display_name or "",
                    day=format_date(self.env, self.earned_on),
                )
            )
        if not self.valid_until or day <= self.valid_until:
            raise UserError(
                self.env._(
                    "Points of %(customer)s are valid until %(day)s already. An "
                    "extension makes them last longer, never shorter.",
                    customer=self.pool_id.commercial_partner_id.display_name or "",
                    day=format_date(self.env, self.valid_until)
                    if self.valid_until
                    else self.env._("for ever"),
                )
            )

    def _tell_extension(self, day, reason):
        return self.env._(
            "%(points)s can be spent until %(day)s instead of %(before)s: %(reason)s",
            points=self.history_id.card_id._format_points(self.remaining).strip(),
            day=format_date(self.env, day),
            before=format_date(self.env, self.valid_until),
            reason=reason,
        )
