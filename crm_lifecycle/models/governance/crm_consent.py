# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

PROOF = {"partner_id", "purpose_id", "company_id", "given_at", "text", "text_version"}


class CrmConsent(models.Model):
    """What a person agreed to, in which words and when; the proof is not edited.

    People, forms and imports write it. It is a person's, not a company's: what the
    buyer agreed to says nothing about the accountant of the same customer. A
    withdrawal counts for everything that was said before it.
    """

    _name = "crm.consent"
    _description = "Consent"
    _order = "given_at desc, id desc"
    _rec_name = "partner_id"

    partner_id = fields.Many2one(
        "res.partner",
        "Person",
        index=True,
        ondelete="set null",
        help="The proof stays when the contact is deleted.",
    )
    purpose_id = fields.Many2one(
        "crm.consent.purpose",
        required=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        "res.company",
        "Given to",
        ondelete="restrict",
        help="Empty: to all our companies.",
    )
    basis = fields.Selection(related="purpose_id.basis")
    text_version = fields.Integer("Version of the text", readonly=True)
    text = fields.Text("What the person was told", readonly=True)
    given_at = fields.Datetime("From", required=True, default=fields.Datetime.now)
    until_at = fields.Datetime("Until", help="Empty: until it is withdrawn.")
    withdrawn_at = fields.Datetime("Withdrawn", readonly=True, copy=False)
    withdrawn_source = fields.Char(
        "Withdrawn by",
        readonly=True,
        copy=False,
        help="Where the person said no: the page behind a mail, a call, a letter.",
    )
    source = fields.Char(
        required=True,
        default=lambda self: self.env._("Recorded by hand"),
        help="Where the person said so: a form, a call, a contract.",
    )
    state = fields.Selection(
        [
            ("coming", "Coming"),
            ("given", "Given"),
            ("expired", "Expired"),
            ("withdrawn", "Withdrawn"),
        ],
        compute="_compute_state",
    )

    _dates = models.Constraint(
        "CHECK(until_at > given_at)", "A consent can't end before it begins."
    )
    _withdrawn = models.Constraint(
        "CHECK(withdrawn_at >= given_at)", "A consent is withdrawn after it was given."
    )
    _question = models.Index("(purpose_id, partner_id)")

    @api.depends("given_at", "until_at", "withdrawn_at")
    def _compute_state(self):
        now = fields.Datetime.now()
        for consent in self:
            if consent.withdrawn_at and consent.withdrawn_at <= now:
                consent.state = "withdrawn"
            elif consent.until_at and consent.until_at <= now:
                consent.state = "expired"
            else:
                is_coming = consent.given_at and consent.given_at > now
                consent.state = "coming" if is_coming else "given"

    # --------------------------------------------------------------------- CRUD

    @api.model_create_multi
    def create(self, vals_list):
        """Keep the words of the purpose beside what was said to them."""
        consents = super().create(vals_list)
        for consent in consents.sudo():
            if not consent.partner_id:
                raise ValidationError(self.env._("Say who gave the consent."))
            lang = consent.partner_id.lang
            purpose = consent.purpose_id.with_context(lang=lang)
            consent.text_version, consent.text = purpose.text_version, purpose.text
        return consents

    def write(self, vals):
        if vals.keys() & PROOF and not self.env.su:
            raise UserError(
                self.env._(
                    "What a person agreed to is not rewritten. Withdraw this consent "
                    "and record a new one."
                )
            )
        return super().write(vals)

    # ---------------------------------------------------------------- questions

    @api.model
    def has_consent(self, partner, purpose, at=None):
        """Tell whether ``partner`` may be addressed for ``purpose``.

        :param partner: one contact
        :param purpose: a ``crm.consent.purpose`` or its code
        :param datetime at: UTC; now when empty
        """
        self.env.flush_all()
        query = SQL(
            "SELECT %(partner)s IN (%(query)s)",
            partner=partner.id,
            query=self._get_consent_query(purpose, at or fields.Datetime.now()),
        )
        return bool(self.env.execute_query(query)[0][0])

    @api.model
    def _get_consent_query(self, purpose, at):
        """Return SQL with the ids of all contacts who may be addressed at ``at``.

        One query for everybody, for the company of the environment; nobody where the
        purpose is unknown. By the index ``crm_consent__question``.

        :param purpose: a ``crm.consent.purpose`` or its code
        :param datetime at: UTC
        """
        purposes = self.env["crm.consent.purpose"]
        if isinstance(purpose, str):
            purpose = purposes._get(purpose)
        said = self._get_said_sql(purpose.sudo(), at)
        if purpose.sudo().basis == "interest":
            return SQL(
                """
                SELECT person.id FROM res_partner AS person
                 WHERE NOT EXISTS (
                       SELECT 1 FROM (%(said)s) AS said
                        WHERE said.partner_id = person.id AND said.no_at IS NOT NULL
                          AND said.yes_at IS NULL
                       )
                """,
                said=said,
            )
        return SQL("SELECT partner_id FROM (%s) AS said WHERE yes_at IS NOT NULL", said)

    @api.model
    def _get_said_sql(self, purpose, at):
        """SQL per person: the last valid yes after every no (or NULL), the last no."""
        return SQL(
            """
            SELECT partner_id, no_at,
                   CASE WHEN yes_at > coalesce(no_at, '-infinity') THEN yes_at END
                       AS yes_at
              FROM (
                    SELECT partner_id,
                           max(withdrawn_at) FILTER (WHERE withdrawn_at <= %(at)s)
                               AS no_at,
                           max(given_at) FILTER (
                               WHERE (until_at IS NULL OR until_at > %(at)s)
                                 AND (withdrawn_at IS NULL OR withdrawn_at > %(at)s)
                           ) AS yes_at
                      FROM crm_consent
                     WHERE purpose_id = %(purpose_id)s AND given_at <= %(at)s
                       AND partner_id IS NOT NULL
                       AND (company_id IS NULL OR company_id = %(company_id)s)
                     GROUP BY partner_id
                   ) AS latest
            """,
            at=at,
            purpose_id=purpose.id or 0,
            company_id=self.env.company.id,
        )

    # -------------------------------------------------------------------- steps

    @api.model
    def _record(self, partners, purpose, source, given_at=None, until_at=None):
        """Record that ``partners`` agreed to ``purpose``; return the rows."""
        given_at = given_at or fields.Datetime.now()
        return self.create(
            [
                {
                    "partner_id": partner.id,
                    "purpose_id": purpose.id,
                    "given_at": given_at,
                    "until_at": until_at,
                    "source": source,
                }
                for partner in partners
            ]
        )

    @api.model
    def _withdraw(self, partners, purpose, source, at=None):
        """Record that ``partners`` said no; whoever never said yes has now objected.

        :param str source: where they said so, kept with the instant ``at``
        """
        at = at or fields.Datetime.now()
        consents = self.search(
            [
                ("partner_id", "in", partners.ids),
                ("purpose_id", "=", purpose.id),
                ("given_at", "<=", at),
                ("withdrawn_at", "=", False),
            ]
        )
        silent = partners - consents.partner_id
        consents |= self._record(silent, purpose, source, given_at=at)
        consents.write({"withdrawn_at": at, "withdrawn_source": source})

    # ------------------------------------------------------------------ buttons

    def action_withdraw(self):
        """Button: the person withdrew; everything said before ends."""
        for purpose, consents in self.grouped("purpose_id").items():
            source = self.env._("Withdrawn by hand")
            self._withdraw(consents.partner_id, purpose, source)
