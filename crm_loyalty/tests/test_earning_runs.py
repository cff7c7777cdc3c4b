# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .earning_common import EarningCommon


@tagged("post_install", "-at_install")
class TestEarningRuns(EarningCommon):
    """Every day is seen once, whatever happened to the job."""

    def setUp(self):
        super().setUp()
        self.today = self.env["crm.value.night"]._get_today(self.company)
        self.env["crm.loyalty.earning.rule"].search(
            [("company_id", "!=", self.company.id)]
        ).active = False

    def back(self, days):
        return self.today - timedelta(days=days)

    def run_cron(self):
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref("crm_loyalty.ir_cron_earning").method_direct_trigger()
        self.env.invalidate_all()

    def test_sixty_missed_days_are_sixty_runs(self):
        """Two birthdays in the gap, each once and on its own day."""
        rule = self.make_rule("birthday", 100)
        for name, days in (("A", 60), ("B", 31), ("Before", 61), ("Today", 0)):
            born = self.back(days) - timedelta(days=365 * 30 + 8)
            born = born.replace(month=self.back(days).month, day=self.back(days).day)
            self.make_customer(name, birthdate_date=born)
        rule.closed_until = self.back(61)

        self.run_cron()
        self.run_cron()

        self.assertEqual(
            [row[:2] for row in self.bonuses(rule)],
            [
                ("A", fields.Date.to_string(self.back(60))),
                ("B", fields.Date.to_string(self.back(31))),
                ("Today", fields.Date.to_string(self.today)),
            ],
        )
        self.assertEqual(rule.closed_until, self.back(1))
        runs = self.env["crm.run"].search(
            [("job", "=", "earning"), ("company_id", "=", self.company.id)]
        )
        self.assertEqual(
            sorted(runs.mapped("run_date")), [self.back(d) for d in range(60, 0, -1)]
        )
        self.assertEqual(set(runs.mapped("state")), {"done"})

    def test_poison_rule_harms_only_itself(self):
        poison = self.make_rule("birthday", 100, sequence=1)
        rule = self.make_rule("birthday", 50, sequence=2)
        self.make_customer("Mia", birthdate_date="1990-03-10")
        poison.flush_recordset()
        self.env.cr.execute(
            "UPDATE crm_loyalty_earning_rule SET domain = %s WHERE id = %s",
            ("[('no_such_field', '=', 1)]", poison.id),
        )
        poison.invalidate_recordset()

        with self.assertLogs("odoo.addons.crm_loyalty", "ERROR"):
            self.run_day("2026-03-10")

        self.assertIn("no_such_field", poison.error)
        self.assertEqual(poison.reach_sentence, "Its filter can't be read.")
        self.assertEqual(fields.Date.to_string(poison.closed_until), "2026-03-09")
        self.assertEqual(rule.history_ids.issued, 50.0)
        self.assertEqual(fields.Date.to_string(rule.closed_until), "2026-03-10")

        poison.domain = "[]"
        self.assertFalse(poison.error)
        self.rules._run_for_day(self.company, fields.Date.to_date("2026-03-10"))
        self.assertEqual(poison.history_ids.issued, 100.0)
        self.assertEqual(rule.history_ids.issued, 50.0)

    def test_closed_days_are_logged_once_though_a_rule_stays_behind(self):
        poison = self.make_rule("birthday", 100)
        self.make_rule("birthday", 50).closed_until = self.back(4)
        poison.closed_until = self.back(4)
        poison.flush_recordset()
        self.env.cr.execute(
            "UPDATE crm_loyalty_earning_rule SET domain = '[1]' WHERE id = %s",
            (poison.id,),
        )
        with self.assertLogs("odoo.addons.crm_loyalty", "ERROR"):
            self.run_cron()
            self.run_cron()
        runs = self.env["crm.run"].search(
            [("job", "=", "earning"), ("company_id", "=", self.company.id)]
        )
        self.assertEqual(
            sorted(runs.mapped("run_date")),
            [self.back(3), self.back(2), self.back(1)],
        )

    def test_rule_far_behind_catches_up_with_a_year(self):
        late, rule = self.make_rule("birthday"), self.make_rule("birthday")
        late.closed_until, rule.closed_until = self.back(800), self.back(3)
        schedule = self.env["crm.loyalty.earning.schedule"]
        days = schedule._get_due_days(self.company)
        self.assertEqual(days, [self.back(day) for day in reversed(range(366))])
        self.assertEqual(late.closed_until, self.back(366))
        self.assertEqual(rule.closed_until, self.back(3))

    def test_rule_that_was_off_does_not_catch_up(self):
        rule = self.make_rule("birthday")
        rule.closed_until = self.back(50)
        rule.active = False
        rule.active = True
        self.assertEqual(rule.closed_until, self.back(1))

    def test_merged_customers_get_no_second_birthday(self):
        rule = self.make_rule("birthday", 100)
        one = self.make_customer("One", birthdate_date="1990-03-10")
        two = self.make_customer("Two")
        self.run_day("2026-03-10")
        merge = self.env["base.partner.merge.automatic.wizard"].create({})
        merge._merge((one | two).ids, two)
        two.birthdate_date = "1990-03-11"

        self.run_day("2026-03-11")

        self.assertEqual(
            self.bonuses(rule), [("Two", "2026-03-10", "earn", 100.0, 0.0)]
        )

    def test_queries_do_not_grow_with_customers(self):
        rule = self.make_rule("birthday", is_tier_multiplied=True, person_cap=900)
        counts = []
        for day, number in (
            ("2026-03-09", 1),  # what is read once for all is read
            ("2026-03-10", 1),
            ("2026-03-11", 30),
        ):
            for index in range(number):
                self.make_customer(f"{day} {index}", birthdate_date=f"1990{day[4:]}")
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.run_day(day)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(len(rule.history_ids), 32)
        self.assertEqual(counts[1], counts[2])

    def test_cards_of_a_batch_get_codes_that_are_free(self):
        self.make_rule("birthday")
        taken = self.env["loyalty.card"]._get_card(self.program, self.anna).code
        for name in ("Mia", "Ben"):
            self.make_customer(name, birthdate_date="1990-03-10")
        codes = iter([taken, "044a", "044a", "044b"])
        with patch.object(
            type(self.env["loyalty.card"]), "_generate_code", lambda card: next(codes)
        ):
            self.run_day("2026-03-10")
        cards = self.env["loyalty.card"].search([("program_id", "=", self.program.id)])
        self.assertEqual(sorted(cards.mapped("code")), sorted([taken, "044a", "044b"]))

    def test_name_is_in_the_customers_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        rule = self.make_rule("birthday", name="Birthday gift")
        rule.with_context(lang="zh_CN").name = "生日礼"
        self.make_customer("Li", birthdate_date="1990-03-10", lang="zh_CN")
        self.make_customer("Mia", birthdate_date="1990-03-10", lang="en_US")
        self.run_day("2026-03-10")
        self.assertEqual(
            {
                row.pool_id.commercial_partner_id.name: row.description
                for row in rule.history_ids
            },
            {"Li": "生日礼", "Mia": "Birthday gift"},
        )

    # ----------------------------------------------------------------- backfill

    def test_backfill_shows_then_books_each_event_on_its_day(self):
        rule = self.make_rule("order_confirmed", 20, month_cap=30)
        ben = self.make_partner("Ben")
        for partner, day in (
            (self.anna, "2026-03-10"),
            (self.anna, "2026-03-20"),
            (ben, "2026-04-01"),
            (ben, "2026-01-01"),
        ):
            self.buy(partner, day)
        wizard = self.env["crm.loyalty.earning.backfill"].create(
            {"rule_id": rule.id, "since": "2026-03-01"}
        )
        self.assertEqual(
            wizard.preview, "2 customers would get 50 points for 3 events."
        )
        self.assertEqual(wizard.customer_names, "Anna, Ben")
        self.assertEqual(self.bonuses(rule), [])

        wizard.action_book()
        self.assertEqual(
            [(*row[:2], row[3]) for row in self.bonuses(rule)],
            [
                ("Anna", "2026-03-10", 20.0),
                ("Anna", "2026-03-20", 10.0),
                ("Ben", "2026-04-01", 20.0),
            ],
        )
        wizard.invalidate_recordset()
        self.assertEqual(
            wizard.preview, "Nobody would get points: nothing fits, or all is given."
        )
        wizard.action_book()
        self.assertEqual(len(rule.history_ids), 3)

    def test_campaign_is_given_once(self):
        rule = self.make_rule("campaign", 30, tier_ids=self.gold.ids)
        mia, _ben = (self.make_customer(name) for name in ("Mia", "Ben"))
        self.set_tier(mia, self.gold)
        wizard = self.env["crm.loyalty.earning.backfill"].create({"rule_id": rule.id})
        self.assertEqual(wizard.customer_count, 1)

        wizard.action_book()
        wizard.action_book()

        self.assertEqual(
            self.bonuses(rule),
            [("Mia", fields.Date.to_string(self.today), "earn", 30.0, 0.0)],
        )

    def test_rule_that_is_off_gives_nothing(self):
        rule = self.make_rule("campaign", active=False)
        wizard = self.env["crm.loyalty.earning.backfill"].create({"rule_id": rule.id})
        with self.assertRaisesRegex(ValidationError, "is switched off"):
            wizard.action_book()

    # ------------------------------------------------------------------- rights

    def test_agents_read_rules_and_managers_write_them(self):
        agent = self.make_user("earning_agent", "crm_loyalty.group_agent")
        chief = self.make_user("earning_chief", "crm_loyalty.group_manager")
        rule = self.make_rule("birthday")
        self.assertTrue(rule.with_user(agent).sentence)
        with self.assertRaises(AccessError):
            rule.with_user(agent).points = 5
        with self.assertRaises(AccessError):
            self.env["crm.loyalty.earning.backfill"].with_user(agent).create(
                {"rule_id": rule.id}
            )
        rule.with_user(chief).points = 5
        self.make_customer("Mia")
        campaign = self.make_rule("campaign")
        wizard = self.env["crm.loyalty.earning.backfill"].with_user(chief)
        wizard = wizard.create({"rule_id": campaign.id})
        self.assertEqual(wizard.event_count, 1)
        wizard.action_book()
        self.assertEqual(len(campaign.history_ids), 1)

    def test_rule_of_another_company_is_not_seen(self):
        other = self.make_company("Other company")
        chief = self.make_user("earning_far", "crm_loyalty.group_manager", other)
        rule = self.make_rule("birthday")
        rules = self.rules.with_user(chief).with_context(allowed_company_ids=other.ids)
        self.assertFalse(rules.search([("id", "=", rule.id)]))

    def test_rule_that_has_given_stays(self):
        rule = self.make_rule("birthday")
        self.make_customer("Mia", birthdate_date="1990-03-10")
        self.run_day("2026-03-10")
        with self.assertRaisesRegex(ValidationError, "has given points"):
            rule.unlink()
        self.make_rule("birthday").unlink()

    # ------------------------------------------------------------ words, presets

    def test_sentence(self):
        rule = self.make_rule(
            "order_confirmed",
            2,
            point_mode="money",
            minimum_amount=50,
            tier_ids=(self.gold | self.silver).ids,
            is_tier_multiplied=True,
            month_cap=100,
            pending_days=14,
        )
        self.assertEqual(
            rule.sentence.replace("\N{NO-BREAK SPACE}", " "),
            "When an order of 50.00 € or more is confirmed and the customer's tier is "
            "“Gold” or “Silver”: 2 points for each EUR × the tier's multiplier, to be "
            "spent after 14 days, at most 100 points a month.",
        )

    def test_every_event_has_a_sentence(self):
        for event, _label in self.rules._get_event_selection():
            rule = self.rules.new(
                {
                    "event": event,
                    "points": 5,
                    "company_id": self.company.id,
                    "program_id": self.program.id,
                    "minimum_amount": 10,
                    "minimum_score": 20,
                    "maximum_score": 60,
                }
            )
            self.assertRegex(rule.sentence, r"^When .+: 5 points\.$")

    def test_preset_makes_a_rule_of_the_company(self):
        preset = self.env.ref("crm_loyalty.earning_preset_third")
        action = preset.action_use_preset()
        rule = self.rules.browse(action["res_id"])
        self.assertEqual(
            (rule.event, rule.purchase_number, rule.points, rule.company_id),
            ("nth_purchase", 3, 150.0, self.company),
        )
        self.assertEqual(rule.program_id, self.program)
        for other in self.env["crm.loyalty.earning.preset"].get_presets():
            self.env["crm.loyalty.earning.preset"].browse(
                other["id"]
            ).action_use_preset()
