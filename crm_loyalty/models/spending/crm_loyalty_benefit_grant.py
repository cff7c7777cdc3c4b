from odoo import api, fields, models


class CrmLoyaltyBenefitGrant(models.Model):
    """What a customer has by the tier, since when and until when.

    Written by ``_sync`` alone, which compares what the tier gives with what is granted.
    ``changes`` keeps what was set on the contact and what was there before.
    """

    _name = "crm.loyalty.benefit.grant"
    _description = "Benefit of a customer"
    _order = "date_until desc, date_from desc, id desc"
    _rec_name = "benefit_id"

    benefit_id = fields.Many2one(
        "crm.tier.benefit", required=True, readonly=True, ondelete="restrict"
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade"
    )
    tier_id = fields.Many2one(related="benefit_id.tier_id")
    kind = fields.Selection(related="benefit_id.kind")
    date_from = fields.Date("Since", required=True, readonly=True)
    date_until = fields.Date("Until", readonly=True)
    changes = fields.Json(
        readonly=True, help="{field: [id before, id given]} on the contact."
    )
    note = fields.Char(readonly=True)

    _once = models.UniqueIndex(
        "(benefit_id, partner_id, company_id) WHERE date_until IS NULL",
        "The customer has this benefit already.",
    )

    # -------------------------------------------------------------------- steps

    @api.model
    def _sync(self, company, partners):
        """Grant what the tiers of ``partners`` give in ``company``; withdraw the rest.

        Called twice, the second time does nothing. Withdrawn first, so that what was
        there before the former tier is known to the next one.
        """
        partners = partners.commercial_partner_id
        wanted = self._get_wanted(company, partners)
        had = self.search(
            [
                ("company_id", "=", company.id),
                ("partner_id", "in", partners.ids),
                ("date_until", "=", False),
            ]
        )
        kept = had.filtered(
            lambda grant: grant.partner_id in wanted.get(grant.benefit_id, ())
        )
        (had - kept)._withdraw()
        for benefit, takers in wanted.items():
            known = kept.filtered(lambda grant, of=benefit: grant.benefit_id == of)
            self._grant(benefit, company, takers - known.partner_id)

    @api.model
    def _get_wanted(self, company, partners):
        """Return ``{benefit: partners}`` that the tiers of today give."""
        profiles = self.env["crm.customer.profile"].search(
            [("company_id", "=", company.id), ("partner_id", "in", partners.ids)]
        )
        members = {
            tier: rows.partner_id.filtered("active")
            for tier, rows in profiles.grouped("tier_id").items()
        }
        benefits = self.env["crm.tier.benefit"].search(
            [
                ("tier_id", "in", profiles.tier_id.ids),
                ("company_id", "in", [False, company.id]),
            ]
        )
        return {benefit: members[benefit.tier_id] for benefit in benefits}

    @api.model
    def _grant(self, benefit, company, partners):
        """Give ``benefit`` and keep what was there before."""
        if not partners:
            return
        changes = self._set_values(benefit, partners.with_company(company))
        today = self.env["crm.value.night"]._get_today(company)
        self.create(
            [
                {
                    "benefit_id": benefit.id,
                    "partner_id": partner.id,
                    "company_id": company.id,
                    "date_from": today,
                    "changes": changes.get(partner),
                }
                for partner in partners
            ]
        )

    @api.model
    def _set_values(self, benefit, partners):
        """Set on ``partners`` what ``benefit`` sets, one write for each value.

        :return: ``{partner: {field: [id before, id given]}}``
        """
        name = benefit._get_partner_field()
        values = benefit._get_values(partners) if name else {}
        changes = {
            partner: {name: [partner._read_linked(name, value), value]}
            for partner, value in values.items()
            if value
        }
        takers = partners.filtered(
            lambda row: row in changes and len(set(changes[row][name])) > 1
        )
        for value, rows in takers.grouped(values.get).items():
            rows._write_linked(name, False, value)
        return changes

    # ------------------------------------------------------------------ merging

    @api.model
    def _hand_over(self, sources, target, companies=None):
        """End what ``sources`` had; the rows stay as history of ``target``.

        Its own benefits are looked at afterwards, when its tier is known.
        """
        domain = [("partner_id", "in", (sources - target).ids)]
        if companies is not None:
            domain.append(("company_id", "in", companies.ids))
        grants = self.search(domain)
        grants.filtered(lambda grant: not grant.date_until)._withdraw()
        grants.partner_id = target
        for company in grants.company_id:
            self.env["crm.due"].sudo()._schedule(
                "tier_benefits", company, target, fields.Datetime.now()
            )
