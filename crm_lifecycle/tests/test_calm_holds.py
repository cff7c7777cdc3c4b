# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import freeze_time, tagged

from .calm_common import CalmCommon

FIRST = ("2024-01-10", False, "high", "first", None)


@tagged("post_install", "-at_install")
class TestCalmHolds(CalmCommon):
    """What holds a tier whatever the figures say, and what no calm holds up."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.complaint = cls.env["helpdesk.ticket.category"].create(
            {"name": "Angry", "is_complaint": True}
        )
        cls.open, cls.closed = cls.env["helpdesk.ticket.stage"].create(
            [{"name": "To do"}, {"name": "Done", "closed": True}]
        )

    def complain(self, partner):
        return self.make_ticket(
            partner, category_id=self.complaint.id, stage_id=self.open.id
        )

    def test_open_complaint_holds_until_it_is_closed(self):
        self.make_calm_for_ada()
        ticket = self.complain(self.ada)
        self.make_invoice(self.ada, "2024-02-01", -600)

        held = ("high", "medium", "complaint", "2024-02-01", "2024-01-10")
        self.assert_nights({"2024-02-01": held, "2024-05-01": held})
        ticket.stage_id = self.closed
        self.assert_nights(
            {"2024-05-02": ("medium", "medium", False, None, "2024-05-02")}
        )
        self.assert_history(FIRST, ("2024-05-02", "high", "medium", "down", None))

    def test_complaint_of_a_contact_holds_and_of_another_customer_does_not(self):
        contact = self.make_partner("Contact of Ada", parent_id=self.ada.id)
        self.make_calm_for_ada()
        self.make_invoice(self.bob, "2024-01-10", 1000)
        self.run_night("2024-01-11")
        self.complain(contact)
        for who in (self.ada, self.bob):
            self.make_invoice(who, "2024-02-01", -600)

        self.run_night("2024-02-01")

        self.assertEqual(
            [self.state_of(who)[:3] for who in (self.ada, self.bob)],
            [("high", "medium", "complaint"), ("medium", "medium", False)],
        )

    def test_complaint_does_not_hold_where_the_policy_says_so(self):
        self.make_calm_for_ada(hold_on_complaint=False)
        self.complain(self.ada)
        self.make_invoice(self.ada, "2024-02-01", -600)

        self.assert_nights(
            {"2024-02-01": ("medium", "medium", False, None, "2024-02-01")}
        )

    def test_new_customers_are_protected_for_their_first_months(self):
        self.make_calm_for_ada(protection_months=3)
        self.make_invoice(self.ada, "2024-02-01", -600)

        held = ("high", "medium", "protection", "2024-02-01", "2024-01-10")
        self.assert_nights(
            {
                "2024-02-01": held,
                "2024-04-09": held,
                "2024-04-10": ("medium", "medium", False, None, "2024-04-10"),
            }
        )

    def test_holds_take_turns_in_their_order(self):
        self.make_calm_for_ada(
            protection_months=3,
            hysteresis_percent=10,
            grace_days=5,
            one_level_down=True,
        )
        ticket = self.complain(self.ada)
        self.make_invoice(self.ada, "2024-04-08", -50)
        self.assert_nights(
            {"2024-04-08": ("high", "medium", "complaint", None, "2024-01-10")}
        )
        ticket.stage_id = self.closed
        self.make_invoice(self.ada, "2024-04-12", -850)
        self.assert_nights(
            {
                "2024-04-09": ("high", "medium", "protection", None, "2024-01-10"),
                "2024-04-10": ("high", "medium", "hysteresis", None, "2024-01-10"),
                "2024-04-12": ("high", "low", "grace", "2024-04-12", "2024-01-10"),
                "2024-04-17": ("medium", "low", "grace", "2024-04-17", "2024-04-17"),
                "2024-04-22": ("low", "low", False, None, "2024-04-22"),
            }
        )
        self.assert_history(
            FIRST,
            ("2024-04-17", "high", "medium", "down", "grace"),
            ("2024-04-22", "medium", "low", "down", None),
        )

    @freeze_time("2024-01-20 12:00:00")
    def test_tier_by_hand_falls_by_the_rules_when_it_ends(self):
        self.make_calm(one_level_down=True)
        self.make_invoice(self.ada, "2024-01-10", 50)
        self.run_night("2024-01-10")
        self.make_override(self.ada, self.high, "2024-02-01", "2024-02-10")

        held = ("high", "low", "override", "2024-02-01", "2024-02-01")
        self.assert_nights(
            {
                "2024-01-31": ("low", "low", False, None, "2024-01-10"),
                "2024-02-01": held,
                "2024-02-10": held,
                "2024-02-11": ("medium", "low", "level", "2024-02-11", "2024-02-11"),
                "2024-02-12": ("low", "low", False, None, "2024-02-12"),
            }
        )
        self.assert_history(
            ("2024-01-10", False, "low", "first", None),
            ("2024-02-01", "low", "high", "up", "override"),
            ("2024-02-11", "high", "medium", "down", "level"),
            ("2024-02-12", "medium", "low", "down", None),
        )

    @freeze_time("2024-01-20 12:00:00")
    def test_grace_days_pass_while_a_tier_is_held_by_hand(self):
        self.make_calm_for_ada(grace_days=10)
        self.make_invoice(self.ada, "2024-02-01", -600)
        self.make_override(self.ada, self.high, "2024-02-02", "2024-02-05")

        self.assert_nights(
            {
                "2024-02-01": ("high", "medium", "grace", "2024-02-01", "2024-01-10"),
                "2024-02-02": (
                    ("high", "medium", "override", "2024-02-01", "2024-01-10")
                ),
                "2024-02-06": ("high", "medium", "grace", "2024-02-01", "2024-01-10"),
                "2024-02-11": ("medium", "medium", False, None, "2024-02-11"),
            }
        )

    @freeze_time("2024-01-20 12:00:00")
    def test_tier_by_hand_above_has_grace_days_of_its_own(self):
        self.make_calm(grace_days=10)
        self.make_invoice(self.ada, "2024-01-10", 400)
        self.run_night("2024-01-10")
        self.make_invoice(self.ada, "2024-02-01", -300)
        self.make_override(self.ada, self.high, "2024-02-05", "2024-02-08")

        self.assert_nights(
            {
                "2024-02-01": ("medium", "low", "grace", "2024-02-01", "2024-01-10"),
                "2024-02-05": ("high", "low", "override", "2024-02-05", "2024-02-05"),
                "2024-02-14": ("high", "low", "grace", "2024-02-05", "2024-02-05"),
                "2024-02-15": ("low", "low", False, None, "2024-02-15"),
            }
        )

    @freeze_time("2024-01-20 12:00:00")
    def test_tier_by_hand_lowers_at_once_and_rises_at_once_when_it_ends(self):
        self.make_calm_for_ada(grace_days=30, one_level_down=True)
        self.complain(self.ada)
        self.make_override(self.ada, self.low, "2024-02-01", "2024-02-10")

        held = ("low", "high", "override", None, "2024-02-01")
        self.assert_nights(
            {
                "2024-02-01": held,
                "2024-02-10": held,
                "2024-02-11": ("high", "high", False, None, "2024-02-11"),
            }
        )

    @freeze_time("2024-01-20 12:00:00")
    def test_tier_by_hand_outside_of_the_policy(self):
        self.make_calm_for_ada(grace_days=30)
        golden = self.env["crm.value.tier"].create(
            {"name": "Golden", "code": "golden", "sequence": 0}
        )
        self.make_override(self.ada, golden, "2024-02-01", "2024-02-10")
        self.make_invoice(self.ada, "2024-02-05", -600)

        self.assert_nights(
            {
                "2024-02-01": ("golden", "high", "override", None, "2024-02-01"),
                "2024-02-05": ("golden", "medium", "override", None, "2024-02-01"),
                "2024-02-11": ("medium", "medium", False, None, "2024-02-11"),
            }
        )

    def test_new_version_applies_at_once(self):
        calm = {"grace_days": 30, "one_level_down": True, "protection_months": 12}
        first = self.make_calm_for_ada(**calm)
        self.complain(self.ada)
        self.make_invoice(self.ada, "2024-02-01", -900)
        self.assert_nights(
            {"2024-02-01": ("high", "low", "complaint", "2024-02-01", "2024-01-10")}
        )

        second = self.make_calm(**calm)

        self.assertEqual(self.profile_of(self.ada).policy_id, first)
        self.assert_nights({"2024-02-02": ("low", "low", False, None, "2024-02-02")})
        self.assertEqual(self.profile_of(self.ada).policy_id, second)
        self.assert_history(FIRST, ("2024-02-02", "high", "low", "down", None))
        self.make_invoice(self.ada, "2024-02-03", -99.5)  # calm again from now on
        self.assert_nights(
            {"2024-02-03": ("low", "minimal", "complaint", "2024-02-03", "2024-02-02")}
        )

    def test_companies_are_calm_each_by_its_own_policy(self):
        other = self.make_company("Other company")
        self.make_calm_for_ada(grace_days=30)
        self.make_calm(other)
        self.make_invoice(self.ada, "2024-01-10", 1000, other)
        self.run_night("2024-01-10", other)
        self.complain(self.ada)  # in the company of the test
        for company in (self.company, other):
            self.make_invoice(self.ada, "2024-02-01", -600, company)
            self.run_night("2024-02-01", company)

        self.assertEqual(
            {c.name: self.state_of(self.ada, c) for c in (self.company, other)},
            {
                "Lifecycle test company": (
                    ("high", "medium", "complaint", "2024-02-01", "2024-01-10")
                ),
                "Other company": ("medium", "medium", False, None, "2024-02-01"),
            },
        )
        self.assert_history(FIRST)
        self.assert_history(
            FIRST, ("2024-02-01", "high", "medium", "down", None), company=other
        )
