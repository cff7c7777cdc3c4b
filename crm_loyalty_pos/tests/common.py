# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from uuid import uuid4

from odoo.fields import Command
from odoo.tests import new_test_user

from odoo.addons.crm_loyalty.tests.common import LoyaltyCommon


class CounterCommon(LoyaltyCommon):
    """A seller with an open register; orders arrive as the screen sends them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = new_test_user(
            cls.env,
            "seller",
            groups="base.group_user,point_of_sale.group_pos_user",
            company_id=cls.company.id,
        )
        cls.company.write(  # a counter asks for them
            {"chart_template": "generic_coa", "country_id": cls.env.ref("base.de").id}
        )
        cls.env["account.journal"].create(
            {
                "name": "Bank",
                "type": "bank",
                "code": "BNK",
                "company_id": cls.company.id,
            }
        )
        cls.counter = cls.env["pos.config"].create(
            {"name": "Shop", "company_id": cls.company.id}
        )
        cls.on_account, cls.on_slate = cls.env["pos.payment.method"].create(
            [
                {
                    "name": name,
                    "split_transactions": is_split,
                    "company_id": cls.company.id,
                }
                for name, is_split in (("On account", True), ("On the slate", False))
            ]
        )
        cls.counter.payment_method_ids |= cls.on_account | cls.on_slate
        account = cls.env["account.account"].search(
            [
                ("company_ids", "in", cls.company.ids),
                ("account_type", "=", "income"),
            ],
            limit=1,
        )
        cls.counter.payment_method_ids.journal_id.write(
            {"profit_account_id": account.id, "loss_account_id": account.id}
        )
        cls.company.account_default_pos_receivable_account_id = cls.env[
            "account.account"
        ].create(
            {
                "name": "Receivable at the counter",
                "code": "COUNTER",
                "account_type": "asset_receivable",
                "reconcile": True,
                "company_ids": cls.company.ids,
            }
        )
        cls.counter.with_user(cls.seller).open_ui()
        cls.goods.available_in_pos = True
        cls.goods.with_company(cls.company).property_account_income_id = account
        cls.orders = cls.env["pos.order"].with_user(cls.seller)
        cls.orders = cls.orders.with_context(generate_pdf=False)
        cls.ledger = cls.env["loyalty.history"]

    @classmethod
    def prepare_line(cls, amount, qty=1, **vals):
        total = amount * qty
        return Command.create(
            {
                "product_id": cls.goods.id,
                "qty": qty,
                "price_unit": amount,
                "price_subtotal": total,
                "price_subtotal_incl": total,
                "tax_ids": [Command.clear()],
                "uuid": str(uuid4()),
                **vals,
            }
        )

    def prepare_payments(self, **amounts):
        """Return payments in ``cash``, on ``account`` or on a common ``slate``."""
        methods = self.counter.payment_method_ids
        found = {
            "cash": methods.filtered("is_cash_count")[:1],
            "account": self.on_account,
            "slate": self.on_slate,
        }
        return [
            Command.create(
                {
                    "amount": amount,
                    "payment_method_id": found[name].id,
                    "name": "2026-03-10 09:00:00",
                }
            )
            for name, amount in amounts.items()
        ]

    def prepare_reward(self, amount, cost, card):
        return self.prepare_line(
            -amount,
            is_reward_line=True,
            reward_id=card.program_id.reward_ids.id,
            coupon_id=card.id,
            points_cost=cost,
            reward_identifier_code="code",
        )

    def prepare_order(self, lines, partner=None, uuid=None, **vals):
        total = sum(line[2]["price_subtotal_incl"] for line in lines)
        return {
            "uuid": uuid or str(uuid4()),
            "access_token": str(uuid4()),
            "name": "/",
            "state": "paid",
            "session_id": self.counter.current_session_id.id,
            "partner_id": (partner or self.anna).id,
            "user_id": self.seller.id,
            "date_order": "2026-03-10 09:00:00",
            "amount_paid": total,
            "amount_total": total,
            "amount_tax": 0,
            "amount_return": 0,
            "to_invoice": False,
            "lines": lines,
            "payment_ids": self.prepare_payments(cash=total),
            **vals,
        }

    def sell(self, *lines, partner=None, **vals):
        """Return the paid order; the counter has not told its points yet."""
        data = self.prepare_order(list(lines), partner, **vals)
        found = self.orders.sync_from_ui([data])
        return self.orders.browse(found["pos.order"][0]["id"])

    def confirm(self, order, points, card=None, partner=None):
        """Tell, as the screen does, what the order moves in all; return the answer."""
        card_id = card.id if card else -1
        return order.confirm_coupon_programs(
            {
                str(card_id): {
                    "points": points,
                    "program_id": self.program.id,
                    "coupon_id": card_id,
                    "barcode": "",
                    "partner_id": (partner or order.partner_id).id,
                    "line_codes": ["code"],
                }
            }
        )

    def give(self, points, partner=None):
        """Return the customer's card with ``points`` on it."""
        card = self.env["loyalty.card"]._get_card(self.program, partner or self.anna)
        card._adjust(points, "Start")
        return card

    def refund(self, order, qty=1, *lines, **vals):
        """Bring ``qty`` of the order's first line back; ``lines`` are bought anew."""
        line = order.lines[0]
        back = self.prepare_line(line.price_unit, -qty, refunded_orderline_id=line.id)
        found = self.orders.sync_from_ui(
            [self.prepare_order([back, *lines], order.partner_id, **vals)]
        )
        ids = {row["id"] for row in found["pos.order"]} - {order.id}
        return self.orders.browse(ids)

    def rows(self, order):
        """Return (kind, event, change) of the movements of an order."""
        found = self.ledger.search(
            [("order_model", "=", "pos.order"), ("order_id", "=", order.id)],
            order="id",
        )
        return [(row.kind, row.event, row.change) for row in found]
