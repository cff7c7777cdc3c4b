# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import AccessError
from odoo.tests import Form, new_test_user, tagged

from .common import LifecycleCommon

OPERATIONS = {"C": "create", "R": "read", "U": "write", "D": "unlink"}
ROLES = ("portal", "internal", "user", "analyst", "manager")
RIGHTS = {
    # model:                  portal internal user analyst manager
    "crm.value.tier": ("", "R", "R", "R", "CRUD"),
    "crm.customer.profile": ("", "", "R", "R", "R"),
    "crm.profile.change": ("", "", "R", "R", "R"),
    "crm.value.policy": ("", "", "R", "R", "CRUD"),
    "crm.value.policy.tier": ("", "", "R", "R", "CRUD"),
    "crm.value.criterion": ("", "", "R", "R", "CRUD"),
    "crm.value.policy.weight": ("", "", "R", "R", "CRUD"),
    "crm.value.policy.move": ("", "", "R", "R", "R"),
    "crm.rfm.segment": ("", "", "R", "R", "CRUD"),
    "crm.rfm.cell": ("", "", "R", "R", "CRUD"),
    "crm.rfm.scale": ("", "", "R", "R", "CRUD"),
    "crm.lifecycle.stage": ("", "R", "R", "R", "CRUD"),
    "crm.stage.rule": ("", "", "R", "R", "CRUD"),
    "crm.churn.weight": ("", "", "R", "R", "CRUD"),
    "crm.health.weight": ("", "", "R", "R", "CRUD"),
    "crm.lifetime.model": ("", "", "R", "R", "R"),
    "crm.lifetime.expectation": ("", "", "R", "R", "R"),
    "crm.product.preference": ("", "", "R", "R", "R"),
    "crm.value.clustering": ("", "", "R", "CRUD", "CRUD"),
    "crm.customer.segment": ("", "", "R", "CRUD", "CRUD"),
    "crm.value.cluster": ("", "", "R", "R", "R"),
    "crm.run": ("", "", "R", "R", "R"),
    "crm.due": ("", "", "", "R", "RUD"),
    "crm.outbox": ("", "", "", "R", "RU"),
    "crm.tier.override": ("", "", "R", "CRU", "CRUD"),
    "crm.risk.flag": ("", "", "R", "CRU", "CRUD"),
    "crm.acquisition.cost": ("", "", "R", "CRUD", "CRUD"),
    "crm.acquisition.report": ("", "", "R", "R", "R"),
    "crm.customer.cohort": ("", "", "R", "R", "R"),
    "crm.churn.report": ("", "", "R", "R", "R"),
    "crm.sales.funnel": ("", "", "R", "R", "R"),
    "crm.churn.list": ("", "", "R", "R", "R"),
    "crm.churn.reason": ("", "", "R", "R", "CRUD"),
    "crm.winback.case": ("", "", "CRU", "CRU", "CRUD"),
    "crm.winback.campaign": ("", "", "R", "CRUD", "CRUD"),
    "crm.winback.funnel": ("", "", "R", "R", "R"),
    "crm.winback.uplift": ("", "", "", "R", "R"),
    "crm.churn.reason.report": ("", "", "R", "R", "R"),
    "crm.tier.kpi": ("", "", "R", "R", "R"),
    "crm.playbook": ("", "", "", "R", "CRUD"),
    "crm.sla.report": ("", "", "", "", ""),
    "crm.sla.share": ("", "", "", "", ""),
    "crm.sla.policy": ("", "", "", "R", "CRUD"),
    "crm.sla.preset": ("", "", "", "R", "CRUD"),
    "crm.sla.target": ("", "", "", "R", "CRUD"),
    "crm.sla.step": ("", "", "", "R", "CRUD"),
    "crm.sla.alert": ("", "", "", "", ""),
    "crm.sla.clock": ("", "", "", "", ""),
    "crm.ticket.span": ("", "", "", "", ""),
    "crm.consent": ("", "", "CRU", "CRU", "CRUD"),
    "crm.consent.purpose": ("", "", "R", "R", "CRUD"),
}


@tagged("post_install", "-at_install")
class TestRights(LifecycleCommon):
    """Who may do what: roles × models × operations equals the written table."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_policy()
        cls.ada = cls.make_partner("Ada")
        cls.portal = new_test_user(
            cls.env,
            login="lifecycle_portal",
            groups="base.group_portal",
            company_id=cls.company.id,
            company_ids=cls.company.ids,
        )
        cls.portal.partner_id.parent_id = cls.ada
        cls.internal = cls.make_user("lifecycle_internal", "base.group_user")
        cls.make_invoice(cls.ada, "2024-01-05", 100)
        cls.run_night("2024-03-01")

    def get_roles(self):
        users = (self.portal, self.internal, self.user, self.analyst, self.manager)
        return dict(zip(ROLES, users, strict=True))

    def test_rights_are_the_written_table(self):
        found = {
            model: tuple(
                "".join(
                    letter
                    for letter, operation in OPERATIONS.items()
                    if self.env[model].with_user(user).has_access(operation)
                )
                for user in self.get_roles().values()
            )
            for model in RIGHTS
        }

        self.assertEqual(found, RIGHTS)

    def test_table_names_every_model_of_the_addon(self):
        models = self.env["ir.model"].search([("model", "=like", "crm.%")])
        own = models.filtered(
            lambda model: (
                "crm_lifecycle" in model.modules.split(", ")
                and not model.transient
                and not model.abstract
                and "crm" not in model.modules.split(", ")
            )
        )

        self.assertEqual(set(own.mapped("model")), set(RIGHTS))

    def test_tables_written_by_sql_are_written_by_nobody(self):
        profile = self.profile_of(self.ada)
        change = profile.change_ids
        run = change.run_id
        for record, vals in (
            (profile, {"revenue": 1.0}),
            (change, {"reasons": {}}),
            (run, {"error": "none"}),
        ):
            mine = record.with_user(self.manager)
            for name, attempt in {
                "write": lambda mine=mine, vals=vals: mine.write(vals),
                "unlink": lambda mine=mine: mine.unlink(),
                "copy": lambda mine=mine: mine.copy(),
            }.items():
                with (
                    self.subTest(f"{record._name} {name}"),
                    self.assertRaises(AccessError),
                ):
                    attempt()

    def test_portal_customer_sees_nothing_of_it(self):
        order = self.make_order(self.portal.partner_id, "2024-02-01 12:00:00", 5)
        ticket = self.make_ticket(self.portal.partner_id)
        self.env.flush_all()
        self.env.invalidate_all()
        for record in (order, ticket, self.portal.partner_id):
            mine = record.with_user(self.portal)
            mine.read(["display_name"])  # the document itself may be read
            for name in ("profile_id", "tier_id"):
                with (
                    self.subTest(f"{record._name}.{name}"),
                    self.assertRaises(AccessError),
                ):
                    mine.read([name])

    def test_portal_customer_cannot_search_by_it(self):
        models = {
            "sale.order": ("profile_id", "tier_id"),
            "helpdesk.ticket": ("profile_id", "tier_id"),
            "res.partner": ("profile_id",),
        }
        for model, names in models.items():
            for name in names:
                with (
                    self.subTest(f"{model}.{name}"),
                    self.assertRaises(AccessError),
                ):
                    self.env[model].with_user(self.portal).search([(name, "!=", 0)])

    def test_colleague_sees_the_tier_and_no_figures(self):
        self.env.invalidate_all()
        ada = self.ada.with_user(self.internal)

        self.assertEqual(ada.tier_id, self.minimal)
        with self.assertRaises(AccessError):
            ada.profile_id.read(["revenue"])
        with self.assertRaises(AccessError):
            self.profile_of(self.ada).with_user(self.internal).read(["revenue"])

    def test_colleague_opens_contacts_and_documents_as_ever(self):
        seller = self.make_user("rights_seller", "sales_team.group_sale_salesman")
        order = self.make_order(self.ada, "2024-02-01 12:00:00", 5)
        order.user_id = seller
        self.env.invalidate_all()
        for record in (self.ada, order):
            with self.subTest(record._name):
                self.assertEqual(Form(record.with_user(seller)).id, record.id)
                self.assertEqual(record.with_user(seller).tier_id, self.minimal)

    def test_colleague_cannot_find_contacts_by_a_figure(self):
        partners = self.env["res.partner"].with_user(self.internal)

        self.assertIn(self.ada, partners.search([("tier_id", "=", self.minimal.id)]))
        for leaf in (
            ("profile_id.revenue", ">", 50),
            ("profile_id", "any", [("revenue", ">", 50)]),
        ):
            with self.subTest(leaf), self.assertRaises(AccessError):
                partners.search([leaf])

    def test_user_recomputes_a_customer_without_further_rights(self):
        self.make_invoice(self.ada, "2024-01-06", 20)

        self.profile_of(self.ada).with_user(self.user).action_recompute()

        self.assertEqual(self.profile_of(self.ada).revenue, 120.0)

    def test_colleague_cannot_recompute(self):
        with self.assertRaises(AccessError):
            self.profile_of(self.ada).with_user(self.internal).action_recompute()

    def test_steps_of_the_night_cannot_be_called_from_outside(self):
        from odoo.service.model import get_public_method

        for model, names in {
            "crm.customer.profile": ("_run_night", "_rescore", "_absorb_into"),
            "crm.value.night": ("_cron_night", "_run_for_company", "_score"),
            "crm.profile.change": ("_cron_dispatch", "_dispatch"),
            "crm.winback.case": (
                "_follow",
                "_close",
                "_find_purchases",
                "_cron_follow",
            ),
            "crm.winback.campaign": ("_release", "_close_ended", "_open_cases"),
            "crm.due": ("_schedule", "_cron_run_due", "_process"),
            "crm.outbox": ("_queue", "_cron_send", "_send", "_claim"),
        }.items():
            for name in names:
                with self.subTest(f"{model}.{name}"), self.assertRaises(AccessError):
                    get_public_method(self.env[model], name)

    def test_manager_implies_analyst_implies_user(self):
        groups = {
            name: self.env.ref(f"crm_lifecycle.group_{name}")
            for name in ("user", "analyst", "manager")
        }

        self.assertLessEqual(
            groups["user"] | groups["analyst"], groups["manager"].all_implied_ids
        )
        self.assertIn(groups["user"], groups["analyst"].all_implied_ids)
        self.assertNotIn(groups["manager"], groups["analyst"].all_implied_ids)

    def test_groups_of_the_data_classes_stand_ready_for_nobody_yet(self):
        commercial = self.env.ref("crm_lifecycle.group_data_commercial")
        sensitive = self.env.ref("crm_lifecycle.group_data_sensitive")

        self.assertIn(commercial, sensitive.all_implied_ids)
        self.assertEqual(commercial.privilege_id, sensitive.privilege_id)
        self.assertNotEqual(
            commercial.privilege_id,
            self.env.ref("crm_lifecycle.group_user").privilege_id,
        )
        self.assertFalse((commercial | sensitive).all_user_ids & self.manager)
