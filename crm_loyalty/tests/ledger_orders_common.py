# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.fields import Command
from odoo.tools import SQL

from .common import LoyaltyCommon


class LedgerOrdersCommon(LoyaltyCommon):
    """Orders that are invoiced, paid and refunded; balances checked from the rows.

    A point per euro, a reward of 10 € for 100 points; everybody collects plainly.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.goods.invoice_policy = "order"
        cls.cards = cls.env["loyalty.card"]
        cls.ledger = cls.env["loyalty.history"].sudo()
        cls.pools = cls.env["crm.loyalty.pool"]

    # ------------------------------------------------------------------- making

    @classmethod
    def make_sale(cls, partner, amount=100.0, **options):
        """Return a confirmed order over ``amount``."""
        order = cls.make_quotation(partner, amount, **options)
        order.action_confirm()
        return order

    @classmethod
    def make_redemption(cls, partner, amount=100.0, card=None):
        """Return a confirmed order that is paid with a reward of 100 points."""
        order = cls.make_quotation(partner, amount)
        order._update_programs_and_rewards()
        card = card or cls.get_card(partner)
        order._apply_program_reward(card.program_id.reward_ids, card)
        order.action_confirm()
        return order

    @classmethod
    def get_card(cls, partner, program=None):
        return cls.cards._get_card(program or cls.program, partner)

    @classmethod
    def give(cls, partner, points, program=None, **values):
        """Book ``points`` that a customer earned elsewhere; negative ones are spent."""
        return cls.ledger._post(
            [
                {
                    "card": cls.get_card(partner, program),
                    "kind": "earn" if points >= 0 else "spend",
                    "event": "gift",
                    "issued": max(points, 0.0),
                    "used": max(-points, 0.0),
                    "description": "Gift",
                    **values,
                }
            ]
        )

    @classmethod
    def make_bill(cls, order):
        """Return the posted invoice of what is to be invoiced."""
        bill = order._create_invoices()
        bill.action_post()
        return bill

    @classmethod
    def pay(cls, bill):
        """Pay a bill in full, by an entry against the customer's debt."""
        owed = bill.line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )
        cls.settle(owed)

    @classmethod
    def settle(cls, owed):
        """Match items of the customer's account with an entry of their sum."""
        accounts = owed.account_id | owed.move_id.journal_id.default_account_id
        journal = cls.env["account.journal"].search(
            [("type", "=", "general"), ("company_id", "=", owed.company_id.id)]
        ) or cls.env["account.journal"].create(
            {
                "name": "Misc",
                "code": "MSC",
                "type": "general",
                "company_id": owed.company_id.id,
            }
        )
        balance = sum(owed.mapped("balance"))
        amount = sum(owed.mapped("amount_currency"))
        entry = cls.env["account.move"].create(
            {
                "journal_id": journal.id,
                "line_ids": [
                    Command.create(
                        {
                            "account_id": account.id,
                            "partner_id": owed.partner_id.id,
                            "currency_id": owed.currency_id.id,
                            "amount_currency": sign * amount,
                            "balance": sign * balance,
                        }
                    )
                    for account, sign in zip(accounts, (-1, 1), strict=True)
                ],
            }
        )
        entry.action_post()
        (owed | entry.line_ids.filtered("account_id.reconcile")).reconcile()

    @classmethod
    def refund(cls, bill, amount=None, post=True):
        """Return a credit note over ``amount``, or over everything."""
        note = bill._reverse_moves([{"invoice_date": bill.invoice_date}])
        if amount is not None:
            line = note.invoice_line_ids.filtered(lambda line: line.price_unit > 0)[:1]
            line.write({"quantity": 1, "price_unit": amount})
            (note.invoice_line_ids - line).unlink()
        if post:
            note.action_post()
        return note

    # ------------------------------------------------------------------ looking

    def get_rows(self, partner, program=None):
        """Return [(kind, event, points, pending)] of a customer, oldest first."""
        pool = self.get_pool(partner, program)
        rows = self.ledger.search([("pool_id", "=", pool.id)], order="id")
        return [(row.kind, row.event, row.change, row.pending) for row in rows]

    def get_pool(self, partner, program=None):
        return self.pools.search(
            [
                ("program_id", "=", (program or self.program).id),
                ("commercial_partner_id", "=", partner.commercial_partner_id.id),
            ]
        )

    def assert_balance(self, partner, points, pending=0.0, program=None):
        """Cards, pool, rows and lots tell the same balance; a shortfall is open."""
        pool = self.get_pool(partner, program)
        cards = pool.with_context(active_test=False).card_ids
        expected = (points, pending)
        self.assertEqual((pool.points, pool.points_pending), expected)
        for card in cards:
            self.assertEqual((card.points, card.points_pending), expected)
        self.assert_sums(pool)

    def assert_sums(self, pools):
        """Rows give the balances; what lots have left, less open takings, does too."""
        self.env.flush_all()
        rows, lots = self.sum_rows(pools), self.sum_lots(pools)
        for pool in pools:
            left, short, beyond = lots[pool.id]
            self.assertAlmostEqual(rows[pool.id], pool.points, places=5)
            self.assertAlmostEqual(left - short, pool.points, places=5)
            self.assertLess(
                min(left, short), 1e-5, "debt beside points that could pay it"
            )
            self.assertEqual(beyond, 0, "a lot gave more than it had")

    def sum_rows(self, pools):
        """Return {pool id: points} as the rows of the ledger tell."""
        return dict(
            self.env.execute_query(
                SQL(
                    """
                    SELECT pool.id, coalesce(sum(item.issued - item.used), 0)
                      FROM crm_loyalty_pool pool
                      LEFT JOIN loyalty_history item
                        ON item.pool_id = pool.id AND item.kind IS NOT NULL
                     WHERE pool.id = ANY(%s) GROUP BY pool.id
                    """,
                    pools.ids,
                )
            )
        )

    def sum_lots(self, pools):
        """Return {pool id: (points left on lots, points taken that found no lot,
        lots that gave more than they had)}.
        """
        rows = self.env.execute_query(
            SQL(
                """
                WITH lot AS (
                    SELECT lot.pool_id,
                           lot.points - coalesce(sum(part.points), 0) AS rest
                      FROM crm_loyalty_lot lot
                      LEFT JOIN crm_loyalty_allocation part ON part.lot_id = lot.id
                     WHERE lot.pool_id = ANY(%(pools)s) GROUP BY lot.id
                ), taking AS (
                    SELECT item.pool_id,
                           item.used - coalesce(sum(part.points), 0) AS rest
                      FROM loyalty_history item
                      LEFT JOIN crm_loyalty_allocation part
                        ON part.history_id = item.id
                     WHERE item.pool_id = ANY(%(pools)s) AND item.kind IS NOT NULL
                       AND item.used > 0
                     GROUP BY item.id
                )
                SELECT pool.id,
                       (SELECT coalesce(sum(rest), 0) FROM lot
                         WHERE lot.pool_id = pool.id),
                       (SELECT coalesce(sum(rest), 0) FROM taking
                         WHERE taking.pool_id = pool.id),
                       (SELECT count(*) FROM lot
                         WHERE lot.pool_id = pool.id AND rest < -1e-6)
                  FROM crm_loyalty_pool pool WHERE pool.id = ANY(%(pools)s)
                """,
                pools=pools.ids,
            )
        )
        return {pool: tuple(figures) for pool, *figures in rows}
