# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import Command, fields

from .invoices import InvoiceCommon


class LifecycleCommon(InvoiceCommon):
    """The test vocabulary of customer value: an own company and plain verbs.

    Nothing leans on demo data or on the clock: dates are given, the night is run
    as of a day.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("en_US")
        cls.env = cls.env(
            context=dict(
                cls.env.context,
                lang="en_US",
                tracking_disable=True,
                no_reset_password=True,
            )
        )
        cls.env.user.lang = "en_US"
        cls.company = cls.make_company("Lifecycle test company")
        cls.env = cls.env(
            context=dict(cls.env.context, allowed_company_ids=cls.company.ids)
        )
        cls.env.user.write(
            {
                "company_ids": [Command.link(cls.company.id)],
                "company_id": cls.company.id,
            }
        )
        cls.high, cls.medium, cls.low, cls.minimal = (
            cls.env.ref(f"crm_lifecycle.tier_{code}")
            for code in ("high", "medium", "low", "minimal")
        )
        cls.user, cls.analyst, cls.manager = cls.make_users(
            {
                f"lifecycle_{role}": f"crm_lifecycle.group_{role}"
                for role in ("user", "analyst", "manager")
            }
        )
        cls.profiles = cls.env["crm.customer.profile"]
        cls.changes = cls.env["crm.profile.change"]

    @classmethod
    def make_company(cls, name, currency="base.EUR"):
        """Return a company that can sell and buy, in ``currency``.

        A whole chart of accounts takes seconds; four accounts and two journals do.
        """
        unit = cls.env.ref(currency)
        unit.active = True
        company = cls.env["res.company"].create({"name": name, "currency_id": unit.id})
        accounts = cls.env["account.account"].with_company(company)
        kinds = ("asset_receivable", "liability_payable", "income", "expense")
        owed, due, sold, spent = accounts.create(
            [
                {
                    "name": kind,
                    "code": f"{number}00000",
                    "account_type": kind,
                    "company_ids": [Command.set(company.ids)],
                }
                for number, kind in enumerate(kinds, start=1)
            ]
        )
        for side, account in (("receivable", owed), ("payable", due)):
            cls.env["ir.default"].set(
                "res.partner",
                f"property_account_{side}_id",
                account.id,
                company_id=company.id,
            )
        cls.env["account.journal"].create(
            [
                {
                    "name": kind,
                    "code": kind[:3].upper(),
                    "type": kind,
                    "company_id": company.id,
                    "default_account_id": account.id,
                }
                for kind, account in (("sale", sold), ("purchase", spent))
            ]
        )
        return company

    @classmethod
    def make_user(cls, login, groups, company=None):
        """Return a user of the test company with ``groups`` (xmlids, by comma)."""
        return cls.make_users({login: groups}, company)

    @classmethod
    def make_users(cls, groups, company=None):
        """Return users as ``new_test_user`` makes them, for ``{login: groups}``."""
        company = company or cls.company
        return cls.env["res.users"].create(
            [
                {
                    "name": f"{login} ({names})",
                    "login": login,
                    "password": login.ljust(8, "x"),
                    "email": f"{login[0]}.{login[0]}@example.com",
                    "group_ids": [
                        Command.set([cls.env.ref(name).id for name in names.split(",")])
                    ],
                    "company_id": company.id,
                    "company_ids": [Command.set(company.ids)],
                }
                for login, names in groups.items()
            ]
        )

    @classmethod
    def make_partner(cls, name, **vals):
        """Return a contact; without a parent it is a customer of its own."""
        return cls.env["res.partner"].create({"name": name, **vals})

    @classmethod
    def make_product(cls, name="Sold", price=1.0):
        """Return a service without taxes."""
        return cls.env["product.product"].create(
            {
                "name": name,
                "type": "service",
                "list_price": price,
                "taxes_id": [Command.clear()],
            }
        )

    @classmethod
    def make_order(cls, partner, date, amount, confirm=True, **vals):
        """Return an order of one untaxed line, confirmed and dated ``date``."""
        order = (
            cls.env["sale.order"]
            .with_company(cls.company)
            .create(
                {
                    "partner_id": partner.id,
                    "company_id": cls.company.id,
                    "order_line": [
                        Command.create(
                            {
                                "product_id": cls.make_product(price=amount).id,
                                "product_uom_qty": 1,
                                "price_unit": amount,
                                "tax_ids": [Command.clear()],
                            }
                        )
                    ],
                    **vals,
                }
            )
        )
        if confirm:
            order.action_confirm()
        order.date_order = date
        return order

    @classmethod
    def make_lead(cls, partner, company=None, **vals):
        """Return an open lead of the partner, in the company and of no salesperson."""
        company = company or cls.company
        return cls.env["crm.lead"].create(
            {
                "name": "Asks for an offer",
                "partner_id": partner.id,
                "company_id": company.id,
                "user_id": False,
                **vals,
            }
        )

    @classmethod
    def make_ticket(cls, partner, **vals):
        """Return a ticket of the partner in the test company."""
        return cls.env["helpdesk.ticket"].create(
            {
                "name": "Needs help",
                "description": "Please help.",
                "partner_id": partner.id,
                "company_id": cls.company.id,
                **vals,
            }
        )

    @classmethod
    def make_policy(cls, company=None, activate=True, **vals):
        """Return the handbook's policy for the company, over all time.

        Nothing holds up a fall, unless ``vals`` say so.
        """
        company = company or cls.company
        preset = cls.env.ref("crm_lifecycle.policy_preset_handbook")
        policy = preset._copy_for(company)
        policy.write(
            {
                "window_months": 0,
                "hysteresis_percent": 0.0,
                "grace_days": 0,
                "one_level_down": False,
                **vals,
            }
        )
        if activate:
            cls.activate(policy)
        return policy

    @classmethod
    def activate(cls, policy):
        """Simulate a draft and put it into force."""
        policy.action_simulate()
        policy.action_activate()

    @classmethod
    def set_criteria(cls, policy, rules):
        """Replace the tiers of a draft: ``{tier: [criterion values]}``, best first."""
        policy.tier_line_ids.unlink()
        policy.tier_line_ids = [
            Command.create(
                {
                    "tier_id": tier.id,
                    "criterion_ids": [Command.create(row) for row in rows],
                }
            )
            for tier, rows in rules.items()
        ]
        return policy

    @classmethod
    def run_night(cls, today, company=None):
        """Score the company as of ``today`` (ISO date) and return the run."""
        company = company or cls.company
        return cls.profiles._run_night(company, fields.Date.to_date(today))

    @classmethod
    def profile_of(cls, partner, company=None):
        """Return the partner's profile in the test company."""
        company = company or cls.company
        found = cls.profiles._get_for(partner, company)
        return found.get(partner.id, cls.profiles)

    def run_job(self, xmlid):
        """Run a scheduled job of this addon as the scheduler does.

        Only the policy of the test company counts: other ones in the database are
        taken out of use first.
        """
        others = self.env["crm.value.policy"].search(
            [("state", "=", "active"), ("company_id", "!=", self.company.id)]
        )
        others.write({"state": "archived"})
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref(f"crm_lifecycle.{xmlid}").method_direct_trigger()
        self.env.invalidate_all()

    def history_of(self, partner, company=None):
        """Return the partner's changes of tier, oldest first."""
        changes = self.profile_of(partner, company).change_ids
        return changes.filtered(lambda row: row.kind == "tier").sorted("id")

    def assert_table(self, records, columns, expected):
        """Assert the whole table: every expected row once and no other row."""
        found = [
            tuple(
                value.display_name if hasattr(value, "display_name") else value
                for value in (record[column] for column in columns)
            )
            for record in records
        ]
        self.assertCountEqual(found, expected)
