# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models

WHOLE = (int, str)


class SurveyQuestion(models.Model):
    """What counts as an answer to a question with a metric, and what it is worth."""

    _inherit = "survey.question"

    # ------------------------------------------------------------ validation

    def validate_question(self, answer, comment=None):
        """Refuse, in words, whatever is not an answer to a question with a metric."""
        answer = self._prepare_metric_answer(answer)
        if self.metric and self.question_type != "scale" and answer:
            errors = self._validate_metric(answer)
            if errors:
                return errors
        return super().validate_question(answer, comment)

    def _validate_scale(self, answer):
        errors = super()._validate_scale(answer)
        if self.metric and not errors:
            errors = self._validate_metric(answer)
        return errors

    def _validate_metric(self, answer):
        """Return ``{question id: message}`` when ``answer`` cannot be one."""
        if self.question_type == "scale":
            return self._validate_metric_scale(answer)
        if self.question_type == "matrix":
            is_right = self._is_metric_matrix(answer)
        else:
            answers = answer if isinstance(answer, list) else [answer]
            is_right = self._are_choices(answers)
            is_right &= self.question_type == "multiple_choice" or len(answers) < 2
        if is_right:
            return {}
        return {self.id: self.env._("Please choose among the answers shown.")}

    def _validate_metric_scale(self, answer):
        scale = self._get_metric()["scale"]
        try:
            scale.parse(answer)
        except ValueError:
            message = self.env._(
                "Please choose a whole number from %(low)s to %(high)s.",
                low=scale.low,
                high=scale.high,
            )
            return {self.id: message}
        return {}

    def _is_metric_matrix(self, answer):
        """Whether it is ``{row: [one column]}`` of this question, as browsers send."""
        if not isinstance(answer, dict):
            return False
        rows = {str(row.id) for row in self.matrix_row_ids}
        return all(
            str(row) in rows
            and isinstance(columns, list)
            and len(columns) == 1
            and (columns[0] is False or self._are_choices(columns))
            for row, columns in answer.items()
        )

    def _are_choices(self, answers):
        """Whether all are different choices of this question, as ids or as text."""
        if not all(
            isinstance(answer, WHOLE) and not isinstance(answer, bool)
            for answer in answers
        ):
            return False
        found = {str(answer).strip() for answer in answers}
        known = {str(choice.id) for choice in self.suggested_answer_ids}
        return len(found) == len(answers) and found <= known

    def _prepare_metric_answer(self, answer):
        """Return ``answer`` so that core takes the number 0 for an answer.

        The survey application sees a skipped question in every false value; where a
        program says 0 it understands only the text "0", which browsers send.
        """
        self.ensure_one()
        if not self.metric:
            return answer
        if isinstance(answer, str):
            return answer.strip()
        is_number = isinstance(answer, int | float) and not isinstance(answer, bool)
        return "0" if is_number and answer == 0 else answer

    # --------------------------------------------------------------- scoring

    def _get_metric_scores(self, lines):
        """Return the measured answers among ``lines`` of one participation.

        A list of dictionaries with ``row_id`` (of a matrix, else False), ``value`` (the
        answer as given), ``score`` (0 to 100, more is better), ``metric_class``, and
        ``nps`` or ``satisfied`` where the metric has them, as in ``crm.survey.score``.
        Skipped questions give none.
        """
        self.ensure_one()
        if not self.metric:
            return []
        lines = lines.filtered(lambda line: line.question_id == self)
        if self.question_type == "matrix":
            values = self._get_matrix_values(lines)
        elif self.question_type == "scale":
            values = self._get_scale_values(lines)
        else:
            return self._get_weighted_scores(lines)
        return [self._score_value(row, value) for row, value in values]

    def _get_scale_values(self, lines):
        return [
            (False, line.value_scale)
            for line in lines
            if line.answer_type == "scale"
            and not self._validate_metric_scale(line.value_scale)
        ]

    def _get_matrix_values(self, lines):
        low = self._get_metric()["scale"].low
        values = {
            column.id: low + place
            for place, column in enumerate(self._get_metric_columns())
        }
        return [
            (line.matrix_row_id.id, values[line.suggested_answer_id.id])
            for line in lines
            if line.matrix_row_id and line.suggested_answer_id.id in values
        ]

    def _get_weighted_scores(self, lines):
        """Return the sum of the chosen weights as percent of what can be reached."""
        chosen = lines.suggested_answer_id & self.suggested_answer_ids
        low, high = self._get_weight_range()
        if not chosen or low >= high:
            return []
        value = sum(chosen.mapped("answer_score"))
        score = 100.0 * (value - low) / (high - low)
        return [self._prepare_score(False, value, score, self._classify(score))]

    def _get_weight_range(self):
        """Return the lowest and the highest sum of weights that can be chosen."""
        weights = self.suggested_answer_ids.mapped("answer_score") or [0.0]
        if self.question_type == "multiple_choice":
            # At least one choice is needed for an answer.
            low = sum(weight for weight in weights if weight < 0) or min(weights)
            high = sum(weight for weight in weights if weight > 0) or max(weights)
            return low, high
        return min(weights), max(weights)

    def _score_value(self, row, value):
        """Return the score of one answer on the scale, seen in its good direction."""
        metric = self._get_metric()
        scale = metric["scale"]
        is_reversed = (metric["direction"] < 0) != self.is_metric_reversed
        turned = scale.low + scale.high - value if is_reversed else value
        found = self._prepare_score(
            row, value, scale.normalise(turned), self._classify(turned)
        )
        if metric["family"] in ("csat", "star"):
            found["satisfied"] = 100.0 if turned >= scale.high - 1 else 0.0
        return found

    def _classify(self, turned):
        return self._get_metric()["classify"](turned)

    def _prepare_score(self, row, value, score, metric_class):
        points = {"promoter": 100, "passive": 0, "detractor": -100}
        found = {
            "question_id": self.id,
            "row_id": row,
            "metric": self.metric,
            "value": value,
            "score": score,
            "metric_class": metric_class,
        }
        if self._get_metric()["family"] == "nps":
            found["nps"] = points[metric_class]
        return found
