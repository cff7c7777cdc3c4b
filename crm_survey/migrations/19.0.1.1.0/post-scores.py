# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).


def migrate(cr, version):
    """Give participations that were scored before their rows in the narrow table.

    Before there was one metric, the Net Promoter Score from 0 to 10 on a scale.
    """
    cr.execute(
        """
        INSERT INTO crm_survey_score (
               user_input_id, survey_id, question_id, company_id, partner_id, metric,
               value, score, metric_class, nps, tier_id, completed_at,
               create_uid, create_date, write_uid, write_date)
        SELECT DISTINCT ON (answer.id, question.id)
               answer.id, answer.survey_id, question.id, answer.company_id,
               answer.partner_id, 'nps', line.value_scale, 10 * line.value_scale,
               CASE WHEN line.value_scale >= 9 THEN 'promoter'
                    WHEN line.value_scale >= 7 THEN 'passive' ELSE 'detractor' END,
               CASE WHEN line.value_scale >= 9 THEN 100
                    WHEN line.value_scale >= 7 THEN 0 ELSE -100 END,
               answer.tier_id, answer.completed_at, 1, now() AT TIME ZONE 'UTC',
               1, now() AT TIME ZONE 'UTC'
          FROM survey_user_input answer
          JOIN survey_user_input_line line ON line.user_input_id = answer.id
          JOIN survey_question question
            ON question.id = line.question_id AND question.metric = 'nps'
         WHERE answer.metric_class IS NOT NULL
           AND answer.completed_at IS NOT NULL
           AND answer.test_entry IS NOT TRUE
           AND line.skipped IS NOT TRUE
           AND line.answer_type = 'scale'
           AND line.value_scale BETWEEN 0 AND 10
           AND NOT EXISTS (SELECT FROM crm_survey_score score
                            WHERE score.user_input_id = answer.id)
         ORDER BY answer.id, question.id, line.id DESC
        """
    )
