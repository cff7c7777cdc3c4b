# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import logging
from datetime import timedelta

from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.tools import SQL, split_every

_logger = logging.getLogger(__name__)

BATCH = 1000


class CrmLoyaltyEarningRule(models.Model):
    """How points get from rules into the ledger, once per event."""

    _inherit = "crm.loyalty.earning.rule"

    @api.model
    def _run_for_day(self, company, day):
        """Let every rule of ``company`` that has got as far as ``day`` give its points.

        A day that is over is closed for the rules that went well; one that failed stays
        where it is, with its error, and goes on from there once it is mended. Called
        twice, the second time gives nothing.

        :return: the movements
        """
        is_over = day < self.env["crm.value.night"]._get_today(company)
        movements = self._release(company, day)
        for rule in self._get_due_rules(company, day):
            movements |= rule._run_safely(day)
            if is_over and not rule.error:
                rule.closed_until = day
        self._recheck(company, day)
        return movements

    @api.model
    def _get_due_rules(self, company, day):
        """Return the rules of ``company`` that have closed the day before ``day``."""
        return (
            self.sudo()
            .with_company(company)
            .search(
                [
                    ("company_id", "=", company.id),
                    ("event", "!=", "campaign"),
                    ("closed_until", "=", day - timedelta(days=1)),
                ]
            )
        )

    def _run_safely(self, day):
        """Run one rule; what goes wrong is undone and kept on the rule, in words."""
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                self._lock()
                movements = self._book(self._find_awards(day, day), day)
        except (OperationalError, ConcurrencyError):
            raise
        except Exception as error:
            _logger.exception("Earning rule %s failed on %s", self.id, day)
            is_told = isinstance(error, UserError)
            self.error = str(error) if is_told else f"{type(error).__name__}: {error}"
            return self.env["loyalty.history"]
        self._note_run(len(movements))
        return movements

    def _note_run(self, count):
        self.write(
            {
                "last_run_at": fields.Datetime.now(),
                "last_run_count": count,
                "error": False,
            }
        )

    def _lock(self):
        """Let nobody else give points of these rules meanwhile: caps are sums.

        Updating, unlike locking, also fails one whose snapshot is older; it is retried.
        """
        self.flush_recordset()
        self.env.execute_query(
            SQL(
                "UPDATE crm_loyalty_earning_rule SET write_date = write_date "
                "WHERE id = ANY(%s) RETURNING id",
                self.ids,
            )
        )

    # ------------------------------------------------------------------ booking

    def _book(self, awards, as_of):
        """Book what ``_find_awards`` returned and return the movements.

        :param date as_of: points that wait longer than this day are pending
        """
        movements = self.env["loyalty.history"].sudo()
        for batch in split_every(BATCH, awards):
            movements |= movements._post(self._prepare_entries(batch, as_of))
        return movements

    def _prepare_entries(self, awards, as_of):
        partners = self.env["res.partner"].browse(row["partner_id"] for row in awards)
        cards = self.env["loyalty.card"]._get_cards(self.program_id, partners)
        names = self._get_names({award["lang"] for award in awards})
        return [
            self._prepare_entry(award, cards, names[award["lang"]], as_of)
            for award in awards
        ]

    def _get_names(self, langs):
        """Return ``{language of a contact: name of the rule}``."""
        installed = {lang for lang, _name in self.env["res.lang"].get_installed()}
        usual = self.company_id.partner_id.lang
        return {
            lang: self.with_context(lang=lang if lang in installed else usual).name
            for lang in langs
        }

    def _prepare_entry(self, award, cards, description, as_of):
        release_on = award["day"] + timedelta(days=self.pending_days)
        is_pending = release_on > as_of
        model, res_id = award["model"], award["res_id"]
        return {
            "card": cards[award["partner_id"]],
            "kind": "pending" if is_pending else "earn",
            "event": self.event,
            "pending" if is_pending else "issued": award["points"],
            "key": self._get_key(
                self.id, award["subject_id"], award["occurrence"], award["count"]
            ),
            "source": self.env[model].browse(res_id) if model else None,
            "description": description,
            "day": award["day"],
            "tier": self.env["crm.value.tier"].browse(award["tier_id"] or ()),
            "multiplier": award["multiplier"] if self.is_tier_multiplied else None,
            "extra": {
                "earning_rule_id": self.id,
                "earning_subject_id": award["subject_id"],
                "earning_key": award["occurrence"],
                "earning_basis": self._get_base(award),
                "release_on": fields.Date.to_string(release_on) if is_pending else None,
            },
        }

    @api.model
    def _get_key(self, rule_id, subject_id, occurrence, count):
        """Return the ledger's key of the movement number ``count`` for one event."""
        return f"rule:{rule_id}:{subject_id or ''}:{occurrence}:{count}"

    # ---------------------------------------------------------------- releasing

    @api.model
    def _release(self, company, day):
        """Confirm pending points of rules of ``company`` whose wait ends on ``day``."""
        history = self.env["loyalty.history"].sudo()
        waiting = history.search(
            [
                ("release_on", "<=", day),
                ("earning_rule_id.company_id", "=", company.id),
            ]
        )
        return history._post_bonuses(
            history._get_standing_bonuses(SQL("id = ANY(%s)", waiting.ids)),
            day,
            is_reversed=False,
        )

    @api.model
    def _recheck(self, company, day):
        """Take back what was given while its order was being cancelled."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT orders.id
                  FROM loyalty_history AS movement
                  JOIN sale_order AS orders ON orders.id = movement.order_id
                 WHERE movement.order_model = 'sale.order'
                   AND movement.earning_rule_id IS NOT NULL
                   AND movement.booked_on >= %s::date - 1
                   AND orders.company_id = %s AND orders.state <> 'sale'
                """,
                day,
                company.id,
            )
        )
        self.env["sale.order"].sudo().browse(row[0] for row in rows)._sync_bonuses()
