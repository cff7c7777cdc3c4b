# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import date, timedelta

from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .histories import HistoryCommon

TODAY = date(2024, 7, 1)


@tagged("post_install", "-at_install")
class TestStages(HistoryCommon):
    """Each rule of the handbook, held against customers counted by hand.

    Five of the fifteen who came back did so sooner than after 40 days, four after 40
    and six later: the usual interval of the company is 40 days.
    """

    # Days before TODAY on which the customer bought, oldest first, and its stage.
    LIVES = {
        "bought yesterday": ([1], "new"),
        "once, silent for 79 days": ([79], "new"),  # 1.975 intervals
        "once, silent for 80 days": ([80], "declining"),  # 2 intervals: before new
        "once, silent for 100 days": ([100], "declining"),
        "once, silent for 179 days": ([179], "declining"),  # 4.5, but not 180 days
        "once, silent for 180 days": ([180], "lost"),
        "every 10 days, silent for 59": ([69, 59], "new"),  # 5.9, but not 60 days
        "every 20 days, silent for 59": ([79, 59], "new"),
        "every 20 days, silent for 180": ([200, 180], "lost"),
        "every 30 days, silent for 59": ([119, 89, 59], "mature"),
        "every 30 days, silent for 60": ([120, 90, 60], "declining"),
        "every 40 days, silent for 79": ([119, 79], "mature"),
        "every 40 days, silent for 80": ([120, 80], "declining"),
        "every 40 days, customer for 89 days": ([89, 49], "new"),
        "every 40 days, customer for 90 days": ([90, 50], "mature"),
        "every 100 days, silent for 199": ([299, 199], "mature"),  # 1.99 intervals
        "every 100 days, silent for 200": ([300, 200], "declining"),
        "every 100 days, silent for 399": ([499, 399], "declining"),
        "every 100 days, silent for 400": ([500, 400], "lost"),
        "every 400 days, silent for 729": ([1129, 729], "mature"),
        "every 400 days, silent for 730": ([1130, 730], "lost"),  # 1.8 intervals
    }

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partners = dict(zip(cls.LIVES, cls.make_customers(*cls.LIVES), strict=True))
        cls.make_lives({name: days for name, (days, _stage) in cls.LIVES.items()})

    @classmethod
    def make_lives(cls, lives):
        cls.make_history(
            [
                (cls.partners[name], TODAY - timedelta(days=before), 100)
                for name, days in lives.items()
                for before in days
            ]
        )

    @classmethod
    def make_rules(cls, policy, *rules):
        """Replace the stage rules of a draft: ``(code, values)`` in their order."""
        policy.stage_rule_ids.unlink()
        policy.stage_rule_ids = [
            Command.create(
                {
                    "sequence": place,
                    "stage_id": cls.env.ref(f"crm_lifecycle.stage_{code}").id,
                    **vals,
                }
            )
            for place, (code, vals) in enumerate(rules)
        ]

    def get_expected(self, **changed):
        return {name: stage for name, (_days, stage) in self.LIVES.items()} | changed

    # ------------------------------------------------------------ default rules

    def test_rules_of_the_handbook(self):
        self.make_policy()
        self.run_night(TODAY)

        self.assertEqual(self.get_stages(), self.get_expected())

    def test_change_keeps_rhythm_and_silence_that_led_to_it(self):
        self.make_policy()
        self.run_night(TODAY)

        found = {}
        for name in (
            "once, silent for 100 days",
            "every 10 days, silent for 59",
            "every 100 days, silent for 199",
            "bought yesterday",
        ):
            change = self.get_stage_changes(self.partners[name])
            reasons = change.reasons
            found[name] = (reasons["silence"], round(reasons["rhythm"], 4))
            self.assertEqual(
                (change.from_stage_id.code, change.to_stage_id.code, change.dispatched),
                (False, self.LIVES[name][1], True),
            )
        self.assertEqual(
            found,
            {
                "once, silent for 100 days": (100, 2.5),  # 100 / 40
                "every 10 days, silent for 59": (59, 5.9),
                "every 100 days, silent for 199": (199, 1.99),
                "bought yesterday": (1, 0.025),
            },
        )

    def test_who_buys_daily_is_held_against_a_week(self):
        daily = self.make_partner("Daily")
        days = range(200, 60, -1)
        self.make_history([(daily, TODAY - timedelta(days=n), 10) for n in days])
        self.make_policy()
        self.run_night(TODAY)

        change = self.get_stage_changes(daily)
        self.assertEqual(change.reasons["silence"], 61)
        self.assertAlmostEqual(change.reasons["rhythm"], 61 / 7)
        self.assertEqual(change.to_stage_id.code, "declining")

    def test_without_anybody_who_came_back_a_week_is_usual(self):
        company = self.make_company("Young company")
        self.make_policy(company)
        once = self.make_partner("Once")
        self.make_history([(once, TODAY - timedelta(days=14), 10)], company)
        self.run_night(TODAY, company)

        profile = self.profile_of(once, company)
        (change,) = profile.change_ids.filtered(lambda row: row.kind == "stage")
        self.assertEqual(
            (
                change.reasons["silence"],
                change.reasons["rhythm"],
                profile.stage_id.code,
            ),
            (14, 2.0, "new"),
        )

    def test_open_lead_makes_a_prospect_until_the_first_purchase(self):
        asks = self.make_partner("Asks")
        self.make_lead(asks)
        self.make_policy()
        self.run_night(TODAY)
        self.assertEqual(self.get_stages(), self.get_expected(Asks="prospect"))

        self.make_history([(asks, TODAY + timedelta(days=1), 10)])
        self.run_night(TODAY + timedelta(days=1))

        self.assertEqual(self.profile_of(asks).stage_id.code, "new")

    # -------------------------------------------------------------- rules edited

    def test_rules_of_a_policy_are_its_own(self):
        policy = self.make_policy(activate=False)
        self.make_rules(
            policy,
            ("lost", {"silence_days": 200}),
            ("new", {"tenure_days": 120}),
            ("mature", {}),
        )
        policy.action_activate()
        self.run_night(TODAY)

        def get_stage(days):
            if days[-1] >= 200:
                return "lost"
            return "new" if days[0] < 120 else "mature"

        self.assertEqual(
            self.get_stages(),
            {name: get_stage(days) for name, (days, _stage) in self.LIVES.items()},
        )

    def test_first_rule_that_fits_decides(self):
        policy = self.make_policy(activate=False)
        self.make_rules(policy, ("mature", {}), ("lost", {"silence_days": 1}))
        policy.action_activate()
        self.run_night(TODAY)
        self.assertEqual(set(self.get_stages().values()), {"mature"})

        policy = self.make_policy(activate=False)
        self.make_rules(policy, ("mature", {}), ("lost", {"silence_days": 1}))
        policy.stage_rule_ids.sorted("sequence")[0].sequence = 99
        self.activate(policy)
        self.run_night(TODAY + timedelta(days=1))
        self.assertEqual(set(self.get_stages().values()), {"lost"})

    def test_who_fits_no_rule_has_no_stage(self):
        policy = self.make_policy(activate=False)
        self.make_rules(policy, ("new", {"tenure_days": 90}))
        policy.action_activate()
        self.run_night(TODAY)

        self.assertEqual(
            {name: stage for name, stage in self.get_stages().items() if stage},
            {
                name: "new"
                for name, (days, _stage) in self.LIVES.items()
                if days[0] < 90
            },
        )
        lost = self.profile_of(self.partners["once, silent for 180 days"])
        self.assertFalse(lost.stage_id)
        self.assertFalse(self.get_stage_changes(lost.partner_id))

    def test_night_leaves_who_fits_no_rule_alone(self):
        self.run_lost_once()
        lost = self.profile_of(self.partners["once, silent for 180 days"])
        self.assertEqual((lost.stage_id.code, lost.lost_count), (False, 1))
        self.assertEqual(lost.stage_since, TODAY + timedelta(days=1))

        run = self.run_night(TODAY + timedelta(days=2))

        self.assertEqual(lost.stage_since, TODAY + timedelta(days=1))
        self.assertEqual(lost.lost_count, 1)
        self.assertEqual(run.moved, 0)

    def run_lost_once(self):
        """Run a night by the handbook, and one in which nobody fits a rule."""
        self.make_policy()
        self.run_night(TODAY)
        policy = self.make_policy(activate=False)
        self.make_rules(policy, ("prospect", {"bought": "never"}))
        self.activate(policy)
        self.run_night(TODAY + timedelta(days=1))

    def test_policy_without_rules_reads_those_of_the_handbook(self):
        policy = self.make_policy(activate=False)
        policy.stage_rule_ids.unlink()
        policy.action_activate()
        self.run_night(TODAY)

        self.assertFalse(policy.stage_rule_ids)
        self.assertEqual(self.get_stages(), self.get_expected())

    # --------------------------------------------------------------------- moves

    def test_moves_both_ways_with_their_dates(self):
        policy = self.make_policy()
        partner = self.partners["every 30 days, silent for 59"]
        self.run_night(TODAY)
        silent = TODAY + timedelta(days=1)
        self.run_night(silent)
        back = TODAY + timedelta(days=9)
        self.make_history([(partner, back, 100)])
        self.run_night(back)

        self.assert_table(
            self.get_stage_changes(partner),
            ("from_stage_id", "to_stage_id", "change_date", "policy_id", "dispatched"),
            [
                (False, "Mature", TODAY, policy.display_name, True),
                ("Mature", "Declining", silent, policy.display_name, False),
                ("Declining", "Mature", back, policy.display_name, False),
            ],
        )
        profile = self.profile_of(partner)
        self.assertEqual((profile.stage_since, profile.lost_count), (back, 0))

    def test_each_loss_counts_once_and_return_lasts_as_long_as_said(self):
        self.make_policy()
        partner = self.partners["once, silent for 180 days"]
        found = []
        buys = TODAY + timedelta(days=10)
        again = buys + timedelta(days=200)
        for days in (0, 1, 9, 10, 189, 190, 369, 370, 371):
            if TODAY + timedelta(days=days) == buys:
                self.make_history([(partner, buys, 100), (partner, again, 50)])
            self.run_night(TODAY + timedelta(days=days))
            profile = self.profile_of(partner)
            found.append((days, profile.stage_id.code, profile.lost_count))

        # bought 180 days ago, on day 10, and on day 210: an interval of 195 days
        self.assertEqual(
            found,
            [
                (0, "lost", 1),
                (1, "lost", 1),
                (9, "lost", 1),
                (10, "won_back", 1),
                (189, "won_back", 1),
                (190, "mature", 1),  # 180 days later; silent for 0.9 intervals
                (369, "mature", 1),
                (370, "mature", 1),
                (371, "mature", 1),
            ],
        )

    def test_lost_twice(self):
        self.make_policy()
        partner = self.partners["once, silent for 180 days"]
        self.run_night(TODAY)
        back = TODAY + timedelta(days=5)
        self.make_history([(partner, back, 100)])
        self.run_night(back)
        gone = back + timedelta(days=760)  # four intervals of 185 days and more
        self.run_night(gone)

        self.assert_table(
            self.get_stage_changes(partner),
            ("from_stage_id", "to_stage_id", "change_date"),
            [
                (False, "Lost", TODAY),
                ("Lost", "Won back", back),
                ("Won back", "Lost", gone),
            ],
        )
        self.assertEqual(self.profile_of(partner).lost_count, 2)

    def test_days_in_stage_and_usual_interval(self):
        self.make_policy()
        self.run_night(TODAY)
        self.run_night(TODAY + timedelta(days=1))
        with freeze_time("2024-07-11 12:00:00"):
            self.assert_table(
                self.profile_of(self.partners["every 30 days, silent for 59"])
                | self.profile_of(self.partners["every 100 days, silent for 400"])
                | self.profile_of(self.partners["once, silent for 100 days"]),
                ("stage_id", "stage_days", "interval_days"),
                [("Declining", 9, 30), ("Lost", 10, 100), ("Declining", 10, 0)],
            )

    # ------------------------------------------------------------------ in words

    def test_rules_in_words(self):
        policy = self.make_policy(activate=False)

        self.assertEqual(
            policy.stage_rule_ids.mapped("sentence"),
            [
                "Prospect: has never bought",
                "Won back: bought again after being lost, for 180 days",
                "Lost: silent for 4 usual intervals or more, "
                "silent for 180 days or more",
                "Lost: silent for 730 days or more",
                "Declining: silent for 2 usual intervals or more, "
                "silent for 60 days or more",
                "New: first bought within 90 days",
                "Declining: spending falls",
                "Growing: spending rises",
                "Mature: everybody who is left",
            ],
        )

    def test_rules_count_their_customers(self):
        policy = self.make_policy()
        self.run_night(TODAY)

        counts = {
            rule.stage_id.code: rule.customer_count for rule in policy.stage_rule_ids
        }
        stages = list(self.get_expected().values())
        self.assertEqual(
            counts,
            {
                "prospect": 0,
                "won_back": 0,
                "growing": 0,
                **{code: stages.count(code) for code in set(stages)},
            },
        )
        lost = self.env.ref("crm_lifecycle.stage_lost")
        self.assertEqual(lost.profile_count, stages.count("lost"))
        found = self.profiles.search(lost.action_view_profiles()["domain"])
        mine = found.filtered(lambda row: row.company_id == self.company)
        self.assertEqual(len(mine), stages.count("lost"))
