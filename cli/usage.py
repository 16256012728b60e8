"""Says in the user's language what the command line's parser found wrong with what was typed."""

from __future__ import annotations

import re
from typing import Any

from cli.show import t

_COMMAND = re.compile(r"No such command '(.*?)'")
_CHOICES = re.compile(r"is not one of (.*?)\.?$")
_EXTRA = re.compile(r"unexpected extra arguments?(?:\(s\))? \((.*)\)")


def usage_fault(error: Exception) -> str:
    """Return the fault as a sentence, then where help is; a fault of an unknown sort keeps the parser's own words."""
    sentence = _sentence(error)
    context = getattr(error, "ctx", None)
    return f"{sentence}\n{t('usage_help', command=context.command_path if context else 'barometer')}"


def _sentence(error: Exception) -> str:
    # the parser's classes are private: they are told by name
    sort = type(error).__name__
    message = str(getattr(error, "message", "") or error)
    parameter = getattr(error, "param", None)
    if sort == "MissingParameter" and parameter is not None:
        return t("usage_missing", name=_name(parameter))
    if sort == "NoSuchOption":
        near = ", ".join(sorted(getattr(error, "possibilities", None) or []))
        name = getattr(error, "option_name", "")
        return t("usage_option_near", name=name, near=near) if near else t("usage_option", name=name)
    if sort == "BadOptionUsage":
        return t("usage_no_value", name=getattr(error, "option_name", ""))
    if sort == "BadParameter" and parameter is not None:
        return _bad_value(parameter, message)
    if found := _COMMAND.search(message):
        return t("usage_command", name=found[1])
    if found := _EXTRA.search(message):
        return t("usage_extra", extra=found[1])
    return message


def _bad_value(parameter: Any, message: str) -> str:
    if found := _CHOICES.search(message):
        return t("usage_choice", name=_name(parameter), choices=found[1].replace("'", ""))
    if "valid integer" in message:
        return t("usage_number", name=_name(parameter))
    return f"{_name(parameter)}: {message}"


def _name(parameter: Any) -> str:
    """Return `--option`, or an argument's name in capitals."""
    options = [option for option in parameter.opts if option.startswith("--")]
    return options[0] if options else str(parameter.metavar or parameter.name).upper()
