from odoo import fields, models
from odoo.fields import Command


class ResPartner(models.Model):
    """Customers list what they have by their tier."""

    _inherit = "res.partner"

    benefit_grant_ids = fields.One2many(
        "crm.loyalty.benefit.grant",
        "partner_id",
        "Benefits by tier",
        groups="crm_loyalty.group_user",
    )

    def _read_linked(self, name, value):
        """Return the id in field ``name``; of several, ``value`` if it is there."""
        self.ensure_one()
        records = self[name]
        if self._fields[name].type == "many2many":
            return value if value in records.ids else False
        return records.id

    def _write_linked(self, name, former, value):
        """Put ``value`` in the place of ``former`` into field ``name``."""
        if not self:
            return
        if self._fields[name].type != "many2many":
            comodel = self.env[self._fields[name].comodel_name]
            self.write({name: comodel.browse(value or ()).exists().id})
            return
        commands = [Command.unlink(former)] if former else []
        commands += [Command.link(value)] if value else []
        self.write({name: commands})

    def _sync_tier_benefits(self, now):
        """Job of the due table: grant and withdraw what the present tiers give."""
        grants = self.env["crm.loyalty.benefit.grant"].sudo()
        grants._sync(self.env.company, self)
