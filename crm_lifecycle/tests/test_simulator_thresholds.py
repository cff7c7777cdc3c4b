# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from unittest.mock import patch

from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .simulator_common import SimulatorCommon


@tagged("post_install", "-at_install")
@freeze_time("2024-03-01 12:00:00")
class TestSimulatorThresholds(SimulatorCommon):
    """The numbers of a draft that can be moved, and where they stand on the axis."""

    def test_ends_that_touch_are_one_threshold(self):
        draft = self.make_draft(
            {
                self.high: [{"measure": "rfm_sum", "has_minimum": True, "minimum": 13}],
                self.medium: [
                    {
                        "measure": "rfm_sum",
                        "has_minimum": True,
                        "minimum": 9,
                        "has_maximum": True,
                        "maximum": 13,
                    }
                ],
            }
        )
        thresholds = self.read_screen(draft)["setting"]["thresholds"]
        self.assertEqual(
            [(row["tier"], row["side"], row["value"]) for row in thresholds],
            [(self.high.id, "from", 13.0), (self.medium.id, "from", 9.0)],
        )
        key, stamp = thresholds[0]["key"], self.read_screen(draft)["stamp"]

        draft.with_user(self.manager).keep_thresholds({key: 12}, stamp)

        self.assertEqual(
            [(row.minimum, row.maximum) for row in draft.tier_line_ids.criterion_ids],
            [(12.0, 0.0), (9.0, 12.0)],
        )

    def test_shares_stand_on_the_axis_where_their_group_ends(self):
        share = {"measure": "customer_share", "has_maximum": True}
        draft = self.make_draft(
            {
                self.high: [share | {"maximum": 34}],  # two of six buyers
                self.medium: [share | {"maximum": 34}],
            }
        )
        screen = self.read_screen(draft)
        first, second = screen["setting"]["thresholds"]
        self.assertEqual(
            [first[name] for name in ("side", "low", "high", "share", "is_on_axis")],
            ["up_to", 0.0, 100.0, "customers", True],
        )
        # who is better than the third, and then than the fifth
        self.assertEqual(
            screen["answer"]["places"], {first["key"]: 500.0, second["key"]: 20.0}
        )

        answer = draft.with_user(self.manager).try_thresholds({first["key"]: 100})

        self.assertIsNone(answer["places"][first["key"]])

    def test_bounds_are_those_of_the_whole_curve(self):
        partners = [self.make_partner(f"Many {number}") for number in range(30)]
        self.make_invoices(
            "2024-02-10",
            {partner: 10 + 7 * row % 40 for row, partner in enumerate(partners)},
        )
        self.run_night("2024-03-01")
        night = self.env["crm.value.night"]
        simulator = self.env["crm.value.simulator"]
        for measure in ("customer_share", "revenue_share", "clv_share"):
            for first, second in ((5, 10), (20, 30), (61, 17), (90, 9.9)):
                share = {"measure": measure, "has_maximum": True}
                draft = self.make_draft(
                    {
                        self.high: [share | {"maximum": first}],
                        self.medium: [share | {"maximum": second}],
                    }
                )
                self.env.flush_all()
                with self.subTest(measure=measure, first=first):
                    self.patch_bins(4)
                    found = simulator._prepare_trial(draft).bounds
                    wanted = night._find_bounds(draft, night._get_relation(draft), None)
                    found.pop("totals"), wanted.pop("totals")
                    self.assertEqual(found, wanted)

    def patch_bins(self, count):
        module = "odoo.addons.crm_lifecycle.models.value.crm_value_curve"
        self.startPatcher(patch(f"{module}.BINS", count))

    def test_numbers_that_make_no_sense_are_refused_and_lose_nothing(self):
        share = {"measure": "customer_share", "has_maximum": True, "maximum": 20}
        between = {"measure": "window_revenue", "has_minimum": True, "minimum": 10}
        draft = self.make_draft(
            {
                self.high: [share],
                self.medium: [between | {"has_maximum": True, "maximum": 99}],
            }
        ).with_user(self.manager)
        shares, least, most = (
            row["key"] for row in self.read_screen(draft)["setting"]["thresholds"]
        )
        for values, message in (
            ({shares: 101}, "percentage from 0 to 100"),
            ({shares: -1}, "percentage from 0 to 100"),
            ({shares: "20"}, "is no number"),
            ({shares: float("nan")}, "is no number"),
            ({shares: True}, "is no number"),
            ({shares: 10**400}, "is no number"),
            ({least: 99}, "below its upper end"),
            ({most: 5}, "below its upper end"),
            ({"0:minimum": 5}, "no longer part of this draft"),
        ):
            with (
                self.subTest(values=values),
                self.assertRaisesRegex(ValidationError, message),
            ):
                draft.try_thresholds(values)
        self.assertEqual(
            draft.tier_line_ids.criterion_ids.mapped("maximum"), [20.0, 99.0]
        )

    def test_stages_and_filters_have_no_threshold(self):
        draft = self.make_draft(
            {
                self.high: [{"measure": "domain", "domain": "[('name', '=', 'Bob')]"}],
                self.medium: [
                    {
                        "measure": "stage",
                        "has_minimum": True,
                        "stage_ids": [
                            Command.set(self.env["crm.lifecycle.stage"].search([]).ids)
                        ],
                    }
                ],
            }
        )

        screen = self.read_screen(draft)

        self.assertEqual(screen["setting"]["thresholds"], [])
        self.assertEqual(screen["answer"]["proposed"][self.high.id]["customers"], 1)
