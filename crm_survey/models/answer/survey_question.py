# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from math import isfinite

from odoo import models

from .forms import is_text, read_id

TEXT_TYPES = ("char_box", "text_box", "date", "datetime")


class SurveyQuestion(models.Model):
    """An answer has the form of its question, and only choices of its own."""

    _inherit = "survey.question"

    def validate_question(self, answer, comment=None):
        """Refuse foreign choices and wrong types, which core stores or trips over."""
        if not self._is_well_formed(answer) or (comment and not is_text(comment)):
            message = self.env._("Please answer in the form that is asked for.")
            return {self.id: message}
        return super().validate_question(answer, comment)

    def _is_well_formed(self, answer):
        """Tell whether ``answer``, as a browser sends it, has this question's form.

        No answer always has. Questions with a metric say themselves what they take.
        """
        self.ensure_one()
        if answer is None or answer in ("", False) or answer == [] or answer == {}:
            return True
        if self.metric and self.question_type == "scale":
            return True
        if self.question_type == "matrix":
            return self._is_matrix(answer)
        if self.question_type in ("simple_choice", "multiple_choice"):
            return self._is_choice(answer)
        if self.question_type in TEXT_TYPES:
            return is_text(answer)
        return self._is_number(answer)

    def _is_number(self, answer):
        if isinstance(answer, bool) or not isinstance(answer, str | int | float):
            return False
        if isinstance(answer, str) and not is_text(answer, 40):
            return False
        try:
            number = float(answer)
        except (ValueError, OverflowError):
            # of a number box, core says in words that it is no number
            return self.question_type != "scale" and isinstance(answer, str)
        if self.question_type == "scale":
            return number in self._get_scale_numbers()
        return isfinite(number)

    def _is_choice(self, answer):
        """Tell whether these are choices of this question, each once, and a comment."""
        items = answer if isinstance(answer, list) else [answer]
        comments = [item for item in items if isinstance(item, dict)]
        chosen = [read_id(item) for item in items if not isinstance(item, dict)]
        if not all(set(c) == {"comment"} and is_text(c["comment"]) for c in comments):
            return False
        if len(set(chosen)) != len(chosen):
            return False
        return set(chosen) <= set(self.suggested_answer_ids.ids)

    def _is_matrix(self, answer):
        """Tell whether these are rows of this question, and a comment."""
        if not isinstance(answer, dict):
            return False
        cells = {key: value for key, value in answer.items() if key != "comment"}
        if not {read_id(key) for key in cells} <= set(self.matrix_row_ids.ids):
            return False
        if not is_text(answer.get("comment", "")):
            return False
        return all(self._is_row(choices) for choices in cells.values())

    def _is_row(self, choices):
        """Tell whether these can be the answers of one row of a matrix."""
        if not isinstance(choices, list):
            return False
        if len(choices) > 1 and self.matrix_subtype == "simple":
            return False
        has_dicts = any(isinstance(choice, dict) for choice in choices)
        return not has_dicts and self._is_choice(choices)

    def _get_scale_numbers(self):
        """Return the whole numbers of the scale; none without a question."""
        if not self or self.question_type != "scale":
            return range(0)
        return range(self.scale_min, self.scale_max + 1)
