# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from psycopg2 import IntegrityError

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from ..engine.rfm_segments import CELLS, get_segment_code
from .common import LifecycleCommon

CELLS_PER_SEGMENT = {
    "champions": 13,
    "loyal": 17,
    "potential": 20,
    "new": 5,
    "promising": 5,
    "need_attention": 9,
    "about_to_sleep": 6,
    "at_risk": 28,
    "cannot_lose": 10,
    "hibernating": 6,
    "lost": 6,
}


@tagged("post_install", "-at_install")
class TestRfmGrid(LifecycleCommon):
    """Each of the 125 cells belongs to exactly one segment, from a policy's birth."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.draft = cls.make_policy(activate=False)
        cls.champions, cls.lost = (
            cls.env.ref(f"crm_lifecycle.rfm_segment_{code}")
            for code in ("champions", "lost")
        )

    def count_cells(self, policy):
        groups = self.env["crm.rfm.cell"]._read_group(
            [("policy_id", "=", policy.id)], ["segment_id"], ["__count"]
        )
        return {segment.code: count for segment, count in groups}

    def paint(self, policy, **segments):
        """Paint cells: ``c543=segment`` and so on."""
        policy.rfm_grid = policy.rfm_grid | {
            name[1:]: segment.id for name, segment in segments.items()
        }

    def test_every_policy_is_born_with_the_eleven_segments(self):
        bare = self.env["crm.value.policy"].create({"name": "From nothing"})
        presets = self.env["crm.value.policy"].search([("state", "=", "preset")])

        self.assertGreaterEqual(len(presets), 4)
        for policy in presets | bare | self.draft:
            with self.subTest(policy.display_name):
                self.assertEqual(self.count_cells(policy), CELLS_PER_SEGMENT)

    def test_segments_of_the_night_are_the_engines(self):
        code_of = {
            segment.id: segment.code
            for segment in self.env["crm.rfm.segment"].search([])
        }

        self.assertEqual(
            {
                cell: code_of[segment_id]
                for cell, segment_id in self.draft._get_rfm_segments().items()
            },
            {cell: get_segment_code(*cell) for cell in CELLS},
        )

    def test_painted_cells_are_written_and_no_others(self):
        before = self.draft._get_rfm_segments()

        self.paint(self.draft, c111=self.champions, c555=self.lost)

        self.assertEqual(
            self.draft._get_rfm_segments(),
            before | {(1, 1, 1): self.champions.id, (5, 5, 5): self.lost.id},
        )

    def test_copy_keeps_what_was_painted(self):
        self.paint(self.draft, c111=self.champions)

        copy = self.draft._copy_for(self.company)

        self.assertEqual(copy._get_rfm_segments(), self.draft._get_rfm_segments())
        self.assertFalse(copy.rfm_cell_ids & self.draft.rfm_cell_ids)

    def test_new_policy_of_the_form_takes_the_painted_grid(self):
        grid = self.draft.rfm_grid | {"111": self.champions.id}

        policy = self.env["crm.value.policy"].create(
            {"name": "Painted before the first save", "rfm_grid": grid}
        )

        self.assertEqual(policy.rfm_grid, grid)
        self.assertEqual(len(policy.rfm_cell_ids), 125)

    def test_form_shows_the_grid_of_a_policy_that_is_not_saved(self):
        form = Form(self.env["crm.value.policy"])

        self.assertEqual(form.rfm_grid["555"], self.champions.id)
        self.assertEqual(form.rfm_summary["segments"][0]["counts"], "13 of 125 cells")

    def test_summary_follows_the_brush_before_saving(self):
        form = Form(self.draft)
        form.rfm_grid = form.rfm_grid | {"111": self.champions.id}

        self.assertEqual(form.rfm_summary["segments"][0]["counts"], "14 of 125 cells")
        self.assertEqual(len(self.draft.rfm_cell_ids), 125)

    def test_grid_with_a_hole_is_refused_in_a_sentence(self):
        grid = dict(self.draft.rfm_grid)
        del grid["543"]
        for wrong, sentence in (
            (grid, "Cell 543 of the RFM grid has no segment."),
            (grid | {"543": False}, "Cell 543 of the RFM grid has no segment."),
            (grid | {"543": 0}, "Cell 543 of the RFM grid has no segment."),
            (grid | {"543": 987654321}, "Cell 543 names a segment that does not exist"),
            (grid | {"543": "1"}, "Cell 543 names a segment that does not exist"),
            (grid | {"543": True}, "Cell 543 names a segment that does not exist"),
            (grid | {"543": 1.5}, "Cell 543 names a segment that does not exist"),
            (grid | {"563": self.lost.id}, "“563” is no cell of the RFM grid"),
            ({}, "Cell 111 of the RFM grid has no segment."),
            (False, "Cell 111 of the RFM grid has no segment."),
            ([1], "Cell 111 of the RFM grid has no segment."),
        ):
            with (
                self.subTest(sentence),
                self.assertRaisesRegex(ValidationError, sentence),
                self.env.cr.savepoint(),
            ):
                self.draft.rfm_grid = wrong
        self.env.invalidate_all()
        self.assertEqual(self.count_cells(self.draft), CELLS_PER_SEGMENT)

    def test_active_grid_is_never_changed(self):
        self.draft.action_activate()
        for name, attempt in {
            "paint": lambda: self.paint(self.draft, c111=self.champions),
            "write": lambda: self.draft.rfm_cell_ids[0].write(
                {"segment_id": self.champions.id}
            ),
            "unlink": lambda: self.draft.rfm_cell_ids[0].unlink(),
            "method": lambda: self.draft.write({"rfm_method": "fixed"}),
            "scale": lambda: self.draft.rfm_scale_ids[0].write({"limit_1": 1}),
        }.items():
            with (
                self.subTest(name),
                self.assertRaisesRegex(UserError, "is in use or was"),
                self.env.cr.savepoint(),
            ):
                attempt()

    def test_simulated_policy_that_is_painted_is_a_draft_again(self):
        self.make_invoice(self.make_partner("Ada"), "2024-01-05", 10)
        for name, attempt in {
            "paint": lambda: self.paint(self.draft, c111=self.champions),
            "scale": lambda: self.draft.rfm_scale_ids[0].write({"limit_1": 1}),
        }.items():
            with self.subTest(name):
                self.draft.action_simulate()
                self.assertEqual(self.draft.state, "simulated")

                attempt()

                self.assertEqual(self.draft.state, "draft")

    def test_policy_with_a_missing_cell_is_not_activated(self):
        self.draft.rfm_cell_ids[:2].unlink()

        self.assertIn(
            "2 of 125 cells of the RFM grid have no segment.", self.draft.findings
        )
        with self.assertRaisesRegex(UserError, "2 of 125 cells"):
            self.draft.action_activate()

    def test_grid_with_missing_cells_is_completed_by_painting(self):
        grid = self.draft.rfm_grid
        self.draft.rfm_cell_ids[:2].unlink()

        self.draft.rfm_grid = grid

        self.assertEqual(self.count_cells(self.draft), CELLS_PER_SEGMENT)

    def test_update_gives_policies_in_use_what_they_lack_and_changes_nothing_else(self):
        self.paint(self.draft, c555=self.lost)
        self.draft.action_activate()
        self.env.cr.execute(
            "DELETE FROM crm_rfm_cell WHERE policy_id = %(id)s AND recency < 3;"
            "DELETE FROM crm_rfm_scale WHERE policy_id = %(id)s",
            {"id": self.draft.id},
        )
        self.env.invalidate_all()

        self.env["crm.value.policy"]._complete_rfm()

        self.assertEqual(
            self.count_cells(self.draft),
            CELLS_PER_SEGMENT | {"champions": 12, "lost": 7},
        )
        self.assertEqual(len(self.draft.rfm_scale_ids), 3)

    def test_cell_and_segment_are_unique(self):
        cell = self.draft.rfm_cell_ids[0]
        vals = cell.copy_data()[0]
        for model, values in (
            ("crm.rfm.cell", vals),
            ("crm.rfm.cell", vals | {"recency": 6}),
            ("crm.rfm.segment", {"name": "Again", "code": "lost"}),
        ):
            with (
                self.subTest(model),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.env.cr.savepoint(),
            ):
                self.env[model].create(values)

    def test_segment_in_use_cannot_be_deleted(self):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.env.cr.savepoint(),
        ):
            self.lost.unlink()

    def test_customers_are_counted_per_cell_and_segment(self):
        names = [f"Customer {number}" for number in range(1, 6)]
        self.make_invoices(
            "2024-01-05",
            {self.make_partner(name): 10 * place for place, name in enumerate(names)},
        )
        self.make_lead(self.make_partner("Never bought"))
        self.draft.action_activate()
        self.run_night("2024-03-01")

        # one day, one purchase each: R1 F1 for all, money parts them into fifths
        summary = self.draft.rfm_summary
        self.assertEqual(
            summary["customers"],
            {"111": 1, "112": 1, "113": 1, "114": 1, "115": 1, "11": 5},
        )
        sentences = {row["name"]: row["sentence"] for row in summary["segments"]}
        self.assertEqual(sentences["Lost"], "Lost: 6 of 125 cells, 3 customers")
        self.assertEqual(sentences["At Risk"], "At Risk: 28 of 125 cells, 2 customers")
        self.assertEqual(
            sentences["Champions"], "Champions: 13 of 125 cells, 0 customers"
        )

    def test_customers_of_another_company_are_not_counted(self):
        other = self.make_company("Other")
        self.env.user.company_ids += other
        self.draft.action_activate()
        self.make_policy(company=other)
        self.make_invoice(self.make_partner("Elsewhere"), "2024-01-05", 5, other)
        self.run_night("2024-03-01", other)

        self.assertFalse(self.draft.rfm_summary["is_scored"])

    def test_archived_segment_stays_visible_while_cells_use_it(self):
        self.lost.active = False
        shown = [row["name"] for row in self.draft.rfm_summary["segments"]]
        self.assertIn("Lost", shown)

        self.draft.rfm_grid = {
            key: self.champions.id if segment_id == self.lost.id else segment_id
            for key, segment_id in self.draft.rfm_grid.items()
        }

        shown = [row["name"] for row in self.draft.rfm_summary["segments"]]
        self.assertNotIn("Lost", shown)

    def test_grid_is_given_in_few_queries(self):
        self.env.invalidate_all()
        with self.assertQueryCount(6):
            _ = self.draft.rfm_grid
