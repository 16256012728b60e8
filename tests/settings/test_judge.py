"""The judge is optional, and named whole or not at all."""

from __future__ import annotations

import pytest

from domain.errors import InputError, NotConfigured
from settings.environment import Environment
from settings.judge import load_judge_settings

URL, MODEL = "BAROMETER_JUDGE_URL", "BAROMETER_JUDGE_MODEL"


def test_without_settings_there_is_no_judge():
    assert load_judge_settings(Environment({})) is None


def test_a_judge_has_an_address_a_model_and_a_secret_key(tmp_path):
    (tmp_path / "key").write_text("s3cret\n")
    values = {URL: "http://127.0.0.1:9/v1", MODEL: "m", "BAROMETER_JUDGE_KEY_FILE": str(tmp_path / "key")}
    settings = load_judge_settings(Environment(values))
    assert settings is not None
    assert (settings.model, settings.key, settings.timeout) == ("m", "s3cret", 60)
    assert "s3cret" not in repr(settings)


@pytest.mark.parametrize(("given", "missing"), [(URL, MODEL), (MODEL, URL)])
def test_half_a_judge_is_refused_by_name(given: str, missing: str):
    with pytest.raises(NotConfigured) as refused:
        load_judge_settings(Environment({given: "http://localhost/v1"}))
    assert refused.value.message.params["names"] == missing


def test_an_odd_address_is_refused():
    with pytest.raises(InputError):
        load_judge_settings(Environment({URL: "localhost:8000", MODEL: "m"}))
