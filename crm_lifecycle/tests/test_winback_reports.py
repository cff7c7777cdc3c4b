# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .winback_common import WinbackCommon


@tagged("post_install", "-at_install")
class TestWinbackReports(WinbackCommon):
    """The funnel, the effect of campaigns and the reasons of leaving, ranked."""

    def get_reason(self, name):
        return self.env.ref(f"crm_lifecycle.churn_reason_{name}")

    def lose(self, partner, reason):
        """Open a case of the partner and give him up for the reason."""
        case = self.open_case(partner)
        case.reason_id = self.get_reason(reason)
        case.action_lost()
        return case

    def read_report(self, model, groupby, aggregates, user=None, domain=()):
        self.env.flush_all()
        return (
            self.env[model]
            .with_user(user or self.analyst)
            ._read_group(
                [("company_id", "=", self.company.id), *domain], groupby, aggregates
            )
        )

    # ------------------------------------------------------------------- funnel

    def make_cases(self):
        """Won, offered, worked, opened, came by himself, withdrawn and held out."""
        won, offered, worked, opened, returned, wrong = self.make_customers(
            "Won", "Offered", "Worked", "Opened", "Returned", "Wrong"
        )
        cases = {partner: self.open_case(partner) for partner in (won, offered, worked)}
        for partner in (opened, returned, wrong):
            cases[partner] = self.open_case(partner)
        for case in (cases[won], cases[offered], cases[worked]):
            case.message_post(
                body="Hello", message_type="comment", subtype_xmlid="mail.mt_comment"
            )
        cases[offered].offer = "10 % off"
        cases[offered].action_make_offer()
        cases[wrong].action_withdraw()
        cases[won]._close("won")
        cases[returned]._close("returned")
        campaign = self.make_campaign(self.ada | self.bob)
        campaign.action_start()

    def test_funnel_counts_every_step_that_was_reached(self):
        self.make_cases()

        # The campaign adds one opened case; the held-out one is not in it.
        self.assertEqual(
            self.read_report(
                "crm.winback.funnel",
                ["step"],
                ["entered:sum", "reached:sum", "rate:avg"],
            ),
            [
                ("1_opened", 6, 6, 100.0),
                ("2_stepped", 6, 3, 50.0),
                ("3_offered", 3, 2, 200 / 3),
                ("4_won", 2, 1, 50.0),
            ],
        )

    def test_user_sees_the_own_funnel(self):
        self.open_case(self.ada)
        self.open_case(self.bob)

        self.assertEqual(
            self.read_report("crm.winback.funnel", [], ["reached:sum"], self.user),
            [(1,)],
        )
        with self.assertRaises(AccessError):
            self.read_report("crm.winback.funnel", [], ["reached:sum"], self.portal)

    # ------------------------------------------------------------------- uplift

    def test_uplift_compares_the_groups(self):
        crowd = self.make_customers(*(f"Customer {n}" for n in range(8)))
        self.make_history([(partner, "2023-05-01", 100) for partner in crowd])
        self.run_night("2024-07-01")
        campaign = self.make_campaign(crowd)
        campaign.action_start()
        held = campaign.case_ids.filtered("is_hold_out")
        treated = campaign.case_ids - held
        for case in (*treated[:3], held[0]):
            self.make_history([(case.partner_id, "2024-07-09", 10)])
        self.run_night("2024-07-09")
        self.follow()

        self.assertEqual(
            self.read_report(
                "crm.winback.uplift",
                ["campaign_id", "arm"],
                ["customers:sum", "came_back:sum", "share:avg"],
            ),
            [
                (campaign, "1_treated", 4, 3, 75.0),
                (campaign, "2_held_out", 4, 1, 25.0),
            ],
        )
        with self.assertRaises(AccessError):
            self.read_report("crm.winback.uplift", [], ["customers:sum"], self.user)

    # ------------------------------------------------------------------ reasons

    def make_reasons(self):
        for name, count in {"price": 5, "slow": 3, "need": 2}.items():
            for number in range(count):
                self.lose(self.make_partner(f"{name} {number}"), name)

    def test_reasons_are_ranked_with_cumulated_shares(self):
        self.make_reasons()
        price, slow, need = map(self.get_reason, ("price", "slow", "need"))

        rows = self.read_report(
            "crm.churn.reason.report",
            ["reason_id"],
            ["cases:sum", "share:avg", "cumulated_share:max"],
        )

        self.assertCountEqual(
            rows,
            [(price, 5, 50.0, 50.0), (slow, 3, 30.0, 80.0), (need, 2, 20.0, 100.0)],
        )

    def test_equally_frequent_reasons_are_cumulated_one_by_one(self):
        self.lose(self.make_partner("One"), "price")
        self.lose(self.make_partner("Two"), "slow")

        rows = self.read_report(
            "crm.churn.reason.report", ["reason_id"], ["cumulated_share:max"]
        )

        self.assertEqual(sorted(share for _reason, share in rows), [50.0, 100.0])

    def test_shares_are_of_what_is_shown(self):
        self.make_reasons()
        case = self.lose(self.ada, "price")

        self.assertEqual(
            self.read_report(
                "crm.churn.reason.report",
                ["reason_id"],
                ["share:avg"],
                domain=[("tier_id", "=", case.tier_id.id)],
            ),
            [(self.get_reason("price"), 100.0)],
        )

    def test_pivot_with_totals_counts_nothing_twice(self):
        self.make_reasons()
        self.env.flush_all()
        report = self.env["crm.churn.reason.report"].with_user(self.analyst)

        total, rows = report._read_grouping_sets(
            [("company_id", "=", self.company.id)],
            [[], ["reason_id"]],
            ["cases:sum", "cumulated_share:max"],
        )

        self.assertEqual(total, [(10, 100.0)])
        self.assertEqual(sorted(row[2] for row in rows), [50.0, 80.0, 100.0])
