# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, new_test_user, tagged

from .calm_common import CalmCommon

WHY = ("explanation", "contributions", "outlook", "timeline")
CHURN = ("churn_reasons", "health_reasons")
OURS = {"profile_id": {}, "tier_id": {"fields": {"color": {}}}}


@tagged("post_install", "-at_install")
class TestWhyPanel(CalmCommon):
    """Who may know why, what the line of history says, and what the page costs."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ada.user_id = cls.user
        cls.make_calm_for_ada()
        cls.make_invoice(cls.bob, "2024-01-10", 400)
        cls.run_night("2024-01-10")
        cls.make_invoice(cls.ada, "2024-02-01", -600)
        cls.run_night("2024-02-01")

    def read_why(self, partner, user):
        self.env.invalidate_all()
        profile = self.profile_of(partner).with_user(user)
        return {name: bool(profile[name]) for name in (*WHY, *CHURN, "can_see_why")}

    # ------------------------------------------------------------------ rights

    def test_reasons_are_for_the_account_manager_analysts_and_managers(self):
        allowed = dict.fromkeys((*WHY, *CHURN, "can_see_why"), True)
        refused = dict.fromkeys(allowed, False)

        self.assertEqual(
            {
                (partner.name, user.login): self.read_why(partner, user)
                for partner in (self.ada, self.bob)
                for user in (self.user, self.analyst, self.manager)
            },
            {
                ("Ada", "lifecycle_user"): allowed,
                ("Bob", "lifecycle_user"): refused,
                ("Ada", "lifecycle_analyst"): allowed,
                ("Bob", "lifecycle_analyst"): allowed,
                ("Ada", "lifecycle_manager"): allowed,
                ("Bob", "lifecycle_manager"): allowed,
            },
        )

    def test_one_request_for_several_customers_mixes_nothing_up(self):
        profiles = (self.profile_of(self.ada) | self.profile_of(self.bob)).with_user(
            self.user
        )

        rows = profiles.read(["partner_id", *WHY], load=None)

        self.assertEqual(
            {row["partner_id"]: all(row[name] for name in WHY) for row in rows},
            {self.ada.id: True, self.bob.id: False},
        )

    def test_reasons_kept_with_a_move_are_not_read_past_the_rule(self):
        mine = self.history_of(self.ada)[-1].with_user(self.user)
        other = self.history_of(self.bob).with_user(self.user)

        self.assertTrue(mine.explanation)
        self.assertFalse(other.explanation)
        with self.assertRaises(AccessError):
            other.read(["reasons"])
        self.assertTrue(other.with_user(self.analyst).read(["reasons"])[0]["reasons"])

    def test_portal_sees_nothing_of_it(self):
        portal = new_test_user(self.env, login="why_portal", groups="base.group_portal")
        profile = self.profile_of(self.ada).with_user(portal)

        with self.assertRaises(AccessError):
            profile.read(["outlook"])

    # ---------------------------------------------------------------- timeline

    def test_line_of_history_tells_tiers_stages_and_score(self):
        with freeze_time("2024-02-02 12:00:00"):
            self.env.invalidate_all()
            profile = self.profile_of(self.ada)
            timeline = profile.timeline
        first, second = self.history_of(self.ada)
        scores = [round(row.reasons["score"], 1) for row in (first, second)]
        events = [event for event in timeline["events"] if event["kind"] != "stage"]

        self.assertEqual(
            [(event["date"], event["kind"], event["text"]) for event in events],
            [
                (
                    "2024-01-10",
                    "tier",
                    f"01/10/2024: High value for the first time, score {scores[0]:g}",
                ),
                (
                    "2024-02-01",
                    "tier",
                    f"02/01/2024: from High value to Medium value, score {scores[1]:g}",
                ),
                ("2024-02-02", "now", f"Today: Medium value, score {scores[1]:g}"),
            ],
        )
        self.assertEqual(
            [level["name"] for level in timeline["levels"]][:4],
            ["High value", "Medium value", "Low value", "Minimal value"],
        )
        stages = [event for event in timeline["events"] if event["kind"] == "stage"]
        self.assertEqual(
            len(stages), len(profile.change_ids.filtered(lambda r: r.kind == "stage"))
        )
        self.assertTrue(stages)

    # ----------------------------------------------------------------- queries

    def count_queries(self, records, specification):
        """Return how many queries reading a page takes, with caches warm."""
        for _run in range(2):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            records.web_read(specification)
        return self.env.cr.sql_log_count - before

    def test_contact_opens_with_five_queries_more_than_core_at_most(self):
        partner = self.ada.with_user(self.analyst)
        core = {"name": {}, "email": {}, "user_id": {"fields": {"display_name": {}}}}

        base = self.count_queries(partner, core)
        ours = self.count_queries(partner, core | OURS)

        self.assertLessEqual(ours - base, 5)

    def test_outlook_and_history_cost_five_queries_more_than_the_page_at_most(self):
        profile = self.profile_of(self.ada).with_user(self.analyst)
        badge = {"fields": {"display_name": {}, "color": {}}}
        page = {
            "partner_id": {"fields": {"display_name": {}}},
            "tier_id": badge,
            "stage_id": badge,
            "currency_id": {"fields": {"display_name": {}}},
            "explanation": {},
        }
        panel = {name: {} for name in ("can_see_why", "outlook", "timeline")}

        base = self.count_queries(profile, page)
        panelled = self.count_queries(profile, page | panel)

        self.assertLessEqual(panelled - base, 5)
