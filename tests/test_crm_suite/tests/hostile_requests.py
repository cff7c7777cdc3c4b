# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""Requests to the public pages of surveys that no browser of ours would send.

``Hostile(seed, scene)`` makes them one after another; the same seed makes the same. A
request is ``(kind, method, path, body, mimetype)``.
"""

import json
from random import Random
from urllib.parse import quote

BIG = "x" * 1_000_000
LONG = "A" * 5_000
WORDS = (
    "",
    "x",
    "0",
    "-1",
    "1e9",
    "' OR 1=1 --",
    "\x00",
    "a\x00b",
    "../..",
    "９",
    LONG,
)
SHAPES = ({"a": 1}, [[1]], [{}], {"comment": 7}, [{"comment": []}], True, "\x00")
BROKEN_BODIES = (b"", b"{", b"[]", b"null", b"7", b"\xff\xfe", b'{"params": {"a": ')
DISPATCHED_BODIES = (b'{"params": []}', b'{"params": "x"}', b'{"params": [1]}')
NAN, INFINITE = float("nan"), float("inf")


class Hostile:
    """A source of requests against ``scene``: its surveys, answers and tokens."""

    def __init__(self, seed, scene):
        self.random = Random(seed)
        self.scene = scene
        self.kinds = {
            self.make_answer: 10,
            self.make_foreign_page: 3,
            self.make_wrong_token: 2,
            self.make_page: 2,
            self.make_begin: 1,
            self.make_broken_body: 1,
            self.make_dispatched_body: 1,
            self.make_picture: 1,
            self.make_session_code: 1,
            self.make_invitation: 2,
        }

    def make(self):
        """Return the next request."""
        (kind,) = self.random.choices(list(self.kinds), list(self.kinds.values()))
        return (kind.__name__.removeprefix("make_"), *kind())

    def pick(self, values):
        return self.random.choice(list(values))

    def post_json(self, path, params):
        body = json.dumps({"jsonrpc": "2.0", "method": "call", "params": params})
        return "POST", path, body.encode(), "application/json"

    def submit(self, answer, params):
        return self.post_json(f"/survey/submit/{self.get_tokens(answer)}", params)

    def get_tokens(self, answer):
        return f"{answer.survey_id.access_token}/{answer.access_token}"

    # ----------------------------------------------------------------- values

    def make_value(self, question):
        """Return what is no answer to ``question``."""
        kind = question.question_type
        makers = {
            "matrix": self.make_matrix_value,
            "simple_choice": self.make_choice_value,
            "multiple_choice": self.make_choice_value,
            "numerical_box": lambda _q: self.pick(("abc", "nan", INFINITE, "1e999")),
            "scale": lambda _q: self.pick(("99", -1, 7.5, NAN, 10**30, "7 8", "x")),
            "date": lambda _q: self.pick(("2026-13-45", "x", 7, LONG)),
            "datetime": lambda _q: self.pick(("2026-02-30 10:00:00", "x", 7)),
        }
        special = makers.get(kind, lambda _q: self.pick((7, ["a", "b"], BIG, "\ud800")))
        return special(question) if self.random.random() < 0.7 else self.pick(SHAPES)

    def make_choice_value(self, question):
        foreign = self.pick(self.scene["foreign_choices"])
        own = self.pick(question.suggested_answer_ids.ids)
        return self.pick(
            (foreign, str(foreign), [own, foreign], [own, str(own)], -1, 10**30, "x")
            + (NAN, [own, {"comment": BIG}], {"comment": {"a": 1}}, [[own]])
        )

    def make_matrix_value(self, question):
        foreign = self.pick(self.scene["foreign_choices"])
        row = str(self.pick(question.matrix_row_ids.ids))
        own = self.pick(question.suggested_answer_ids.ids)
        return self.pick(
            ({row: [foreign]}, {str(foreign): [own]}, {"x": [own]}, {row: "x"}, "x")
            + ({row: {"a": 1}}, {row: [own, own]}, [row], {row: [own], "comment": 7})
            + ({row: [[own]]}, {row: 7}, {"-1": [own]}, {row: [{"comment": "x"}]})
        )

    # --------------------------------------------------------------- requests

    def make_answer(self):
        """Answer a question of one's own survey in an impossible way."""
        answer = self.pick(self.scene["answers"])
        question = self.pick(answer.survey_id.question_ids)
        params = {
            str(question.id): self.make_value(question),
            "page_id": question.page_id.id,
            "question_id": question.id,
        }
        return self.submit(answer, params)

    def make_foreign_page(self):
        """Send a page or question of another survey, of none, or of another type."""
        answer = self.pick(self.scene["answers"])
        foreign = self.pick(self.scene["foreign_questions"])
        wrong = self.pick((foreign, str(foreign), None, "x", [1], {}, -1, 10**30, NAN))
        names = ("page_id", "question_id", "previous_page_id")
        params = dict.fromkeys(names, wrong)
        params[str(foreign)] = "evil"
        if answer.survey_id.questions_layout != "one_page":
            params.pop(self.pick(names[2:] + ("none",)), None)
        return self.submit(answer, params)

    def make_wrong_token(self):
        """Use tokens that are none, cut, or of two surveys."""
        one, other = self.random.sample(self.scene["answers"], 2)
        words = [quote(word, safe="") for word in WORDS if word]
        survey, answer = self.pick(
            (
                (one.survey_id.access_token, other.access_token),
                (one.survey_id.access_token, self.pick(words)),
                (self.pick(words), one.access_token),
                (one.survey_id.access_token[:-1], one.access_token),
            )
        )
        route = self.pick(("begin", "submit", "next_question"))
        return self.post_json(f"/survey/{route}/{survey}/{answer}", {"x": 1})

    def make_page(self):
        """Open pages with what they don't expect behind the question mark."""
        answer = self.pick(self.scene["answers"])
        survey = answer.survey_id.access_token
        word = quote(self.pick(WORDS[1:]), safe="")
        path = self.pick(
            (
                f"/survey/{self.get_tokens(answer)}?previous_page_id={word}",
                f"/survey/start/{survey}?answer_token={word}",
                f"/survey/start/{word}",
                f"/survey/print/{survey}?answer_token={word}",
                f"/survey/print/{word}?review={word}",
                f"/survey/retry/{survey}/{word}",
                f"/survey/retry/{word}/{word}",
            )
        )
        return "GET", path, None, None

    def make_begin(self):
        """Begin in a language that is none."""
        answer = self.pick(self.scene["answers"])
        lang = self.pick(("xx", "\x00", 7, {}, [], ["en_US"], BIG, None))
        path = f"/survey/begin/{self.get_tokens(answer)}"
        return self.post_json(path, {"lang_code": lang})

    def make_broken_body(self):
        answer = self.pick(self.scene["answers"])
        path = f"/survey/submit/{self.get_tokens(answer)}"
        return "POST", path, self.pick(BROKEN_BODIES), "application/json"

    def make_dispatched_body(self):
        """Send parameters that Odoo refuses before any page of any addon is asked."""
        answer = self.pick(self.scene["answers"])
        path = f"/survey/submit/{self.get_tokens(answer)}"
        return "POST", path, self.pick(DISPATCHED_BODIES), "application/json"

    def make_picture(self):
        answer = self.pick(self.scene["answers"])
        number = self.pick((0, 1, 2**31, 10**30))
        survey = self.pick((answer.survey_id.access_token, "x", "%00"))
        path = self.pick(
            (
                f"get_question_image/{survey}/{answer.access_token}/{number}/{number}",
                f"{survey}/{number}/get_background_image",
                f"{survey}/get_background_image",
            )
        )
        return "GET", f"/survey/{path}", None, None

    def make_session_code(self):
        word = quote(self.pick(WORDS[1:]), safe="")
        if self.random.random() < 0.5:
            return "GET", f"/s/{word}", None, None
        return self.post_json(f"/survey/check_session_code/{word}", {})

    def make_invitation(self):
        """Vote on our own pages with forged links and impossible values."""
        word = quote(self.pick(WORDS[1:]), safe="")
        invitation = self.pick((*self.scene["invitations"], f"/feedback/{word}"))
        if self.random.random() < 0.5:
            return "GET", f"{invitation}?value={word}&lang={word}", None, None
        body = f"value={word}&page_key={word}&lang={word}".encode()
        return "POST", invitation, body, "application/x-www-form-urlencoded"
