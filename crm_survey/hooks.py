# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).


def pre_init_hook(env):
    """Prepare the links of a database that is in use, in two statements.

    Answers from before get their company here and their profile in the next night;
    computing them one by one would take hours on a large survey.
    """
    env.cr.execute(
        """
        ALTER TABLE survey_user_input
          ADD COLUMN IF NOT EXISTS company_id integer,
          ADD COLUMN IF NOT EXISTS profile_id integer
        """
    )
    env.cr.execute(
        """
        UPDATE survey_user_input answer
           SET company_id = COALESCE(contact.company_id, responsible.company_id)
          FROM survey_user_input same
          JOIN survey_survey survey ON survey.id = same.survey_id
          LEFT JOIN res_users responsible ON responsible.id = survey.user_id
          LEFT JOIN res_partner contact ON contact.id = same.partner_id
         WHERE same.id = answer.id AND answer.company_id IS NULL
        """
    )
