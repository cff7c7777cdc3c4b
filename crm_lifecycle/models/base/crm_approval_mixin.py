# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

ACTIVITY = "crm_lifecycle.mail_activity_type_approval"
# Who holds the seal writes decisions: an object, compared with ``is``. A client can
# send any context by RPC, but not this.
SEAL = object()
KEY = "crm_approval_seal"
DECISION = {
    "state",
    "requested_by_id",
    "approved_by_id",
    "approved_at",
    "refusal_reason",
}


class CrmApprovalMixin(models.AbstractModel):
    """A request that counts only when a second person has approved it.

    Whoever creates it has requested it; nobody decides on a request of their own.
    What was decided, and what ``_get_requested_fields`` names, is written by the
    methods below alone: neither a form nor RPC nor code with all rights gets by.
    """

    _name = "crm.approval.mixin"
    _description = "Request that a second person approves"
    _inherit = ["mail.thread", "mail.activity.mixin"]

    state = fields.Selection(
        [
            ("requested", "Waiting for approval"),
            ("approved", "Approved"),
            ("refused", "Refused"),
        ],
        default="requested",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
    )
    requested_by_id = fields.Many2one(
        "res.users", "Requested by", readonly=True, copy=False, ondelete="restrict"
    )
    approved_by_id = fields.Many2one(
        "res.users",
        "Decided by",
        readonly=True,
        copy=False,
        tracking=True,
        ondelete="restrict",
    )
    approved_at = fields.Datetime("Decided at", readonly=True, copy=False)
    refusal_reason = fields.Text(
        "Why it was refused", readonly=True, copy=False, tracking=True
    )
    can_decide = fields.Boolean(compute="_compute_can_decide")

    _second_person = models.Constraint(
        "CHECK(approved_by_id <> requested_by_id)",
        "Nobody approves or refuses a request of their own.",
    )

    @api.depends("state", "requested_by_id")
    @api.depends_context("uid")
    def _compute_can_decide(self):
        for request in self:
            request.can_decide = request.state == "requested" and not (
                request._get_decision_obstacle()
            )

    # ------------------------------------------------------------------- guards

    @api.model_create_multi
    def create(self, vals_list):
        """Note who requests it; a decision can't be brought along."""
        for vals in vals_list:
            self._check_sealed(vals.keys() & DECISION)
        return super().create([vals | self._prepare_request() for vals in vals_list])

    def write(self, vals):
        """Refuse to change what was requested or decided."""
        self._check_sealed(vals.keys() & (DECISION | self._get_requested_fields()))
        return super().write(vals)

    @api.model
    def _check_sealed(self, names):
        if not names or self.env.context.get(KEY) is SEAL:
            return
        labels = [self._fields[name]._description_string(self.env) for name in names]
        raise UserError(
            self.env._(
                "%(fields)s: what was requested and decided is not changed by hand. "
                "Use the buttons, or make another request.",
                fields=", ".join(sorted(labels)),
            )
        )

    @api.model
    def _prepare_request(self):
        """Return the values of a new request; context defaults don't reach them."""
        return {
            "state": "requested",
            "requested_by_id": self.env.uid,
            "approved_by_id": False,
            "approved_at": False,
            "refusal_reason": False,
        }

    def _write_decision(self, vals):
        """Write sealed fields; for the methods of the model alone."""
        sealed = self.with_context(**{KEY: SEAL})
        sealed.write(vals)

    # -------------------------------------------------------------------- hooks

    @api.model
    def _get_requested_fields(self):
        """Return the fields that nobody changes once the request is made."""
        return set()

    @api.model
    def _get_approver_group(self):
        """Return the xmlid of the group whose members approve."""
        return "crm_lifecycle.group_manager"

    def _on_approved(self):
        """Hook: do what was requested; it runs in the approver's transaction."""

    def _on_refused(self):
        """Hook: undo what was reserved."""

    # ----------------------------------------------------------------- approval

    def _get_approvers(self):
        """Return the users who may decide on this request, without the requester."""
        self.ensure_one()
        group = self.env.ref(self._get_approver_group())
        domain = [
            ("all_group_ids", "in", group.ids),
            ("share", "=", False),
            ("id", "!=", self.requested_by_id.id),
        ]
        if company := self._get_approval_company():
            domain.append(("company_ids", "in", company.ids))
        return self.env["res.users"].sudo().search(domain)

    def _get_approval_company(self):
        """Return the company whose people approve; empty stands for all."""
        self.ensure_one()
        return self.company_id if "company_id" in self._fields else None

    def _ask_approvers(self):
        """Give each approver an activity; say so when there is nobody."""
        for request in self:
            approvers = request._get_approvers()
            for user in approvers:
                request.activity_schedule(ACTIVITY, user_id=user.id)
            if not approvers:
                group = self.env.ref(self._get_approver_group()).sudo()
                request.message_post(
                    body=self.env._(
                        "Nobody but the requester may approve this. Give a colleague "
                        "the right “%(group)s”.",
                        group=group.full_name,
                    )
                )

    def _get_decision_obstacle(self):
        """Return why the present user may not decide on it, as a sentence, or False."""
        self.ensure_one()
        if self.requested_by_id.id == self.env.uid:
            return self.env._(
                "You requested this yourself. A second person has to approve it."
            )
        if not self.env.user.has_group(self._get_approver_group()):
            group = self.env.ref(self._get_approver_group()).sudo()
            return self.env._(
                "Only members of “%(group)s” approve this.", group=group.full_name
            )
        return False

    def _check_may_decide(self):
        """Refuse those who may not decide, whatever rights the calling code has.

        :raises AccessError: own request, or the user is no approver
        :raises UserError: it is decided already
        """
        self.check_access("write")
        for request in self:
            if obstacle := request._get_decision_obstacle():
                raise AccessError(obstacle)
            if request.state != "requested":
                raise UserError(
                    self.env._(
                        "“%(request)s” is no longer waiting for approval.",
                        request=request.display_name,
                    )
                )

    def action_approve(self):
        """Button: approve these requests, as a second person.

        :raises AccessError: own request, or the user is no approver
        :raises UserError: one of them is decided already
        """
        self._check_may_decide()
        self._decide("approved")
        self._on_approved()
        return True

    def _refuse(self, reason):
        """Refuse these requests for a reason; errors as in ``action_approve``."""
        self._check_may_decide()
        if not (reason or "").strip():
            raise UserError(self.env._("Say why you refuse it."))
        self._decide("refused", reason.strip())
        self._on_refused()

    def _decide(self, state, reason=False):
        self._write_decision(
            {
                "state": state,
                "approved_by_id": self.env.uid,
                "approved_at": fields.Datetime.now(),
                "refusal_reason": reason,
            }
        )
        self.sudo().activity_unlink([ACTIVITY])

    def action_refuse(self):
        """Button: ask for the reason, then refuse."""
        self._check_may_decide()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Refuse"),
            "res_model": "crm.approval.refusal",
            "view_mode": "form",
            "target": "new",
            "context": {"active_model": self._name, "active_ids": self.ids},
        }
