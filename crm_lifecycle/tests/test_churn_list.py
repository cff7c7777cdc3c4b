# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .winback_common import TODAY, WinbackCommon


@tagged("post_install", "-at_install")
class TestChurnList(WinbackCommon):
    """The churn list: whose leaving costs most comes first, each to his own."""

    def names(self, domain=(), user=None):
        rows = self.list.with_user(user or self.manager)
        return rows.search([("company_id", "=", self.company.id), *domain]).mapped(
            "partner_id.name"
        )

    def get_rows(self):
        return self.list.search([("company_id", "=", self.company.id)])

    def test_value_at_risk_orders_the_list(self):
        self.assert_table(
            self.get_rows(),
            ("partner_id", "value_at_risk", "recency_days", "interval_days"),
            # the last purchase was on 24 February: 128 days before 1 July
            [("Ada", 900.0, 128, 30), ("Bob", 400.0, 128, 30), ("Cleo", 50.0, 128, 30)],
        )
        self.assertEqual(self.names(), ["Ada", "Bob", "Cleo"])

    def test_each_works_through_the_own_customers(self):
        self.assertEqual(self.names(user=self.user), ["Ada", "Cleo"])
        self.assertEqual(self.names(user=self.analyst), ["Ada", "Bob", "Cleo"])
        self.assertEqual(self.names(user=self.manager), ["Ada", "Bob", "Cleo"])
        with self.assertRaises(AccessError):
            self.names(user=self.portal)

    def test_owner_of_a_case_sees_its_customer(self):
        self.open_case(self.bob).user_id = self.user

        self.assertEqual(self.names(user=self.user), ["Ada", "Bob", "Cleo"])

    def test_rows_of_others_cannot_be_worked_by_their_ids(self):
        row = self.row_of(self.bob).with_user(self.user)
        for name in (
            "action_plan_activity",
            "action_open_case",
            "action_start_campaign",
        ):
            with self.subTest(name), self.assertRaises(AccessError):
                getattr(row, name)()
        with self.assertRaises(AccessError):
            self.open_case(self.bob, self.user)
        self.assertFalse(self.cases.search([("partner_id", "=", self.bob.id)]))

    def test_nothing_selected(self):
        with self.assertRaisesRegex(UserError, "Choose customers of the churn list"):
            self.list.browse().action_open_case()

    def test_tier_of_any_customer_is_still_seen(self):
        bob = self.bob.with_user(self.user)

        self.assertEqual(bob.tier_id, self.profile_of(self.bob).tier_id)
        self.assertEqual(bob.profile_id.churn_grade, "high")

    def test_filters(self):
        self.open_case(self.ada)
        self.bob.activity_schedule("mail.mail_activity_data_todo", user_id=self.user.id)

        idle = [
            ("partner_id.activity_ids", "=", False),
            "|",
            ("case_id", "=", False),
            ("case_id.activity_ids", "=", False),
        ]
        self.assertEqual(self.names(idle), ["Cleo"])
        self.assertEqual(self.names([("churn_grade", "=", "high")]), ["Ada", "Bob"])
        self.assertEqual(self.names([("case_state", "=", "new")]), ["Ada"])
        self.assertEqual(self.names([("case_id", "=", False)]), ["Bob", "Cleo"])

    def test_archived_customer_leaves_the_list(self):
        self.ada.active = False

        self.assertEqual(self.names(), ["Bob", "Cleo"])
        self.assertEqual(self.names([("active", "=", False)]), ["Ada"])

    def test_customer_who_never_bought_is_not_on_it(self):
        self.make_lead(self.make_partner("Newcomer"))
        self.run_night(TODAY)

        self.assertEqual(sorted(self.names()), ["Ada", "Bob", "Cleo"])

    def test_reasons_that_raise_the_risk_are_words_and_colours(self):
        category = self.env["helpdesk.ticket.category"].create(
            {"name": "Wrong", "is_complaint": True}
        )
        self.make_ticket(self.ada, category_id=category.id)
        self.run_night(TODAY)
        values = {
            row["factor"]: row["value"]
            for row in self.profile_of(self.ada).churn_reasons
        }
        self.assertEqual(values.pop("complaint"), 0.8)
        self.assertLess(max(values.values()), 0)  # lowers the risk: no chip

        self.assertEqual(
            self.row_of(self.ada).chips,
            [
                {
                    "key": "rhythm",
                    "label": "4.3 × usual gap",  # 128 days against 30
                    "style": "danger",
                    "title": "Silence against the usual interval between purchases",
                },
                {
                    "key": "complaint",
                    "label": "Complaint",
                    "style": "danger",
                    "title": "Open complaint",
                },
            ],
        )

    def test_rhythm_is_the_customers_own(self):
        once, calm, late = self.make_customers("Once", "Calm", "Late")
        self.make_history(
            [
                (once, "2024-06-30", 10),
                *(
                    (calm, day, 10)
                    for day in ("2023-10-01", "2024-01-29", "2024-05-28")
                ),
                *(
                    (late, day, 10)
                    for day in ("2024-01-01", "2024-02-10", "2024-03-21")
                ),
            ]
        )
        self.run_night(TODAY)

        def word(partner):
            chips = self.row_of(partner).chips or []
            return [
                (chip["label"], chip["style"])
                for chip in chips
                if chip["key"] == "rhythm"
            ]

        self.assertEqual(word(once), [("Bought once", "info")])
        self.assertEqual(word(calm), [])  # 34 days against 120
        self.assertEqual(word(late), [("2.5 × usual gap", "warning")])  # 102 against 40

    def test_sign_without_a_word_shows_its_label(self):
        self.patch(
            type(self.profiles),
            "_compute_churn_reasons",
            lambda profiles: [
                profile.update(
                    {"churn_reasons": [{"factor": "x", "label": "X", "value": 1}] * 5}
                )
                for profile in profiles
            ],
        )

        self.assertEqual(
            self.row_of(self.ada).chips[1:],
            [{"key": "x", "label": "X", "style": "warning", "title": "X"}] * 2,
        )

    def test_next_activity_is_the_earliest_of_customer_and_case(self):
        case = self.open_case(self.ada)  # call on 6 July, visit on 11 July
        row = self.row_of(self.ada)
        self.assertEqual(
            (str(row.next_activity_date), row.next_activity), ("2024-07-06", "Call")
        )
        self.ada.activity_schedule(
            "mail.mail_activity_data_todo", "2024-07-03", "Ask", user_id=self.user.id
        )
        row.invalidate_recordset()
        self.assertEqual(
            (str(row.next_activity_date), row.next_activity), ("2024-07-03", "Ask")
        )
        self.assertEqual(row.case_id, case)

    def test_page_costs_the_same_for_one_and_for_all(self):
        def count(rows):
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            rows.read(["chips", "next_activity", "value_at_risk", "case_state"])
            return self.cr.sql_log_count - before

        rows = self.get_rows()
        self.assertEqual(len(rows), 3)
        count(rows)  # caches of models and languages
        self.assertEqual(count(rows), count(rows[:1]))

    def test_activity_is_planned_on_the_case_or_on_the_customers(self):
        rows = self.get_rows()
        self.assertEqual(
            rows.action_plan_activity()["context"]["active_ids"], rows.partner_id.ids
        )
        case = self.open_case(self.ada)
        self.env.invalidate_all()
        self.assertEqual(
            self.row_of(self.ada).action_plan_activity()["context"],
            {"active_model": "crm.winback.case", "active_ids": case.ids},
        )

    def test_cases_are_opened_for_several_at_once(self):
        taken = self.open_case(self.ada)
        self.env.invalidate_all()

        told = self.get_rows().with_user(self.analyst).action_open_case()

        self.assertEqual(
            told["params"]["message"],
            "2 cases opened. 1 customers had one already, 0 are held out by a "
            "campaign.",
        )
        self.assert_table(
            self.cases.search([("company_id", "=", self.company.id)]),
            ("partner_id", "user_id", "value_at_risk"),
            [
                ("Ada", self.user.name, 900.0),
                ("Bob", self.analyst.name, 400.0),
                ("Cleo", self.user.name, 50.0),
            ],
        )
        self.assertEqual(self.row_of(self.ada).action_open_case()["res_id"], taken.id)

    def test_held_out_customer_gets_no_activity_from_the_list(self):
        campaign = self.make_campaign(self.ada | self.bob)
        campaign.action_start()
        held = campaign.case_ids.filtered("is_hold_out")
        row = self.row_of(held.partner_id)

        self.assertEqual(row.case_state, "held_out")
        for name in ("action_plan_activity", "action_open_case"):
            with (
                self.subTest(name),
                self.assertRaisesRegex(UserError, "belongs to the hold-out group"),
            ):
                getattr(row, name)()

    def test_two_companies_have_their_own_lists(self):
        other = self.make_company("Other company")
        self.make_policy(other)
        self.make_history(
            [(self.ada, day, 10) for day in self.every(30, "2023-03-01", "2024-03-01")],
            other,
        )
        self.run_night(TODAY, other)
        self.user.company_ids |= other
        rows = self.list.with_user(self.user)

        def companies(allowed):
            mine = rows.with_context(allowed_company_ids=allowed.ids)
            return mine.search([("partner_id", "=", self.ada.id)]).company_id

        self.assertEqual(companies(self.company), self.company)
        self.assertEqual(companies(other), other)
        self.assertEqual(companies(self.company | other), self.company | other)
