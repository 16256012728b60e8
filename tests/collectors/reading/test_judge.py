"""The optional judge, against a local server that speaks chat completions: honest, lying, broken, slow, failing."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from openai import OpenAI

from collectors.reading.judge import Judge, locate
from collectors.reading.second_opinion import merge
from tests.collectors.reading.replies import observed, reply, scenario

TEXT = "Bonjour,\n\nApportez un justificatif\nde domicile. La carte coûte 30 €.\n\nCordialement"


class Model:
    """What the server answers: a status and a content, or nothing until it is released."""

    def __init__(self) -> None:
        self.status, self.content, self.hang = 200, "", False
        self.released = threading.Event()
        self.asked: list[dict[str, object]] = []


@contextmanager
def serving(model: Model) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            model.asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            if model.hang:
                model.released.wait(10)
                return
            body = {
                "id": "1",
                "object": "chat.completion",
                "created": 1,
                "model": "m",
                "choices": [
                    {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": model.content}}
                ],
            }
            raw = json.dumps(body).encode()
            self.send_response(model.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/v1"
    finally:
        model.released.set()
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def model() -> Model:
    return Model()


def ask(model: Model, timeout: float = 5):
    with serving(model) as url, OpenAI(base_url=url, api_key="none", timeout=timeout, max_retries=0) as client:
        return Judge(client, "tiny").verdict(reply(TEXT), scenario())


def says(*points: tuple[str, bool, str], wrong: tuple[tuple[str, bool, str], ...] = ()) -> str:
    return json.dumps(
        {
            name: [{"id": i, "covered": c, "quote": q} for i, c, q in group]
            for name, group in (("points", points), ("wrong", wrong))
        }
    )


def test_an_honest_judge(model):
    model.content = says(("proof", True, "un justificatif de domicile"), ("cost", True, "30 €"), ("booking", False, ""))
    judgement = ask(model)
    assert [one.id for one in judgement.points if one.covered] == ["proof", "cost"]
    found = {one.measure: one for one in judgement.observations(scenario(), source="digest")}
    assert found["answer.points_covered"].value == 2
    assert found["answer.coverage"].value == pytest.approx(3 / 5)
    assert found["answer.essential_covered"].value is True
    assert found["answer.coverage"].method == "judge:tiny@1"
    for proof in found["answer.coverage"].evidence:
        assert reply(TEXT).text[proof.start : proof.end] == proof.quote and proof.source == "digest"
    assert model.asked[0]["model"] == "tiny"


def test_a_quote_that_is_not_in_the_reply_is_rejected_and_logged(model, caplog):
    model.content = says(
        ("proof", True, "un justificatif de domicile récent"),
        ("cost", True, ""),
        wrong=(("everywhere", True, "valable partout"),),
    )
    with caplog.at_level(logging.WARNING):
        judgement = ask(model)
    assert judgement.rejected == 3 and not any(one.covered for one in (*judgement.points, *judgement.wrong))
    assert "proof" in caplog.text


@pytest.mark.parametrize(
    "content", ["not json", "[]", "", '"yes"', '{"points": "all"}', '{"points": [1, {"id": "nope", "covered": true}]}']
)
def test_nonsense_is_no_verdict_or_an_empty_one(model, content):
    model.content = content
    judgement = ask(model)
    assert judgement is None or not any(one.covered for one in judgement.points)


def test_fenced_json_is_read(model):
    model.content = f"```json\n{says(('cost', True, '30 €'))}\n```"
    assert [one.id for one in ask(model).points if one.covered] == ["cost"]


def test_a_failing_server_is_no_verdict(model):
    model.status = 500
    assert ask(model) is None


def test_a_silent_server_is_no_verdict(model):
    model.hang = True
    assert ask(model, timeout=0.2) is None


def test_quotes_must_stand_in_the_new_text():
    read = reply("C'est\n  prêt.", quote="> un justificatif de domicile")
    assert locate("C'est prêt.", read) == (0, 13)
    assert locate("un justificatif de domicile", read) is None
    assert locate("", read) is None


def test_merging_replaces_only_what_the_judge_speaks_of(model):
    model.content = says(("proof", True, "justificatif de domicile"))
    rules = tuple(observed(TEXT, known={"scenario": scenario()}).values())
    merged = merge(rules, ask(model).observations(scenario()))
    assert len({one.measure for one in merged}) == len(merged) == len(rules)
    methods = {one.measure: one.method for one in merged}
    assert methods["answer.coverage"] == "judge:tiny@1" and methods["reply.has_closing"] == "reply.has_closing@1"
