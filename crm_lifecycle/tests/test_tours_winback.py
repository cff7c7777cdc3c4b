# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import HttpCase, tagged

from .winback_common import WinbackCommon


class WinbackTours(WinbackCommon, HttpCase):
    """An account manager at the browser wins a customer back."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = cls.make_user(
            "tour_seller", "crm_lifecycle.group_user,sales_team.group_sale_salesman"
        )
        cls.seller.lang = "en_US"
        (cls.customer,) = cls.make_customers("Tour customer")
        cls.customer.user_id = cls.seller
        cls.make_history(
            [
                (cls.customer, day, 100)
                for day in cls.every(30, "2023-03-01", "2024-03-01")
            ]
        )
        category = cls.env["helpdesk.ticket.category"].create(
            {"name": "Wrong", "is_complaint": True}
        )
        cls.make_ticket(cls.customer, category_id=category.id)
        cls.run_night(cls.today)
        cls.set_risk(cls.customer, 0.9, "high", 1000)

    def play(self):
        self.start_tour(
            "/odoo/churn-list", "crm_lifecycle_winback_offer", login="tour_seller"
        )
        case = self.cases.search([("partner_id", "=", self.customer.id)])
        self.assertEqual(
            (case.state, case.user_id, case.offer),
            ("in_progress", self.seller, "10 % off the next order"),
        )
        self.assertEqual(case.activity_ids.mapped("summary"), ["Visit"])
        self.make_invoice(self.customer, self.today, 250)

        self.start_tour(
            "/odoo/win-back", "crm_lifecycle_winback_won", login="tour_seller"
        )
        self.env.invalidate_all()
        self.assertEqual((case.state, case.came_back_on), ("won", self.today))

        case.date_open = case.create_date  # the report shows the last twelve months
        self.start_tour(
            "/odoo/win-back-funnel", "crm_lifecycle_winback_report", login="tour_seller"
        )


@tagged("post_install", "-at_install")
class TestToursWinback(WinbackTours):
    """At the desk."""

    def test_customer_is_won_back(self):
        self.play()


@tagged("post_install", "-at_install")
class TestToursWinbackPhone(WinbackTours):
    """On the way, with a phone."""

    browser_size = "390x844"
    touch_enabled = True

    def test_customer_is_won_back_by_phone(self):
        self.play()
