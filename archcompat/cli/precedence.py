"""Which value an option has: command line, then environment, then config file, then default."""

import argparse
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from archcompat.cli.configfile import ConfigFile, find_config, nearest
from archcompat.cli.settings import CONFIG, EVERY, PREFIX, Setting, Takes
from archcompat.errors import InputError

_MOST = 1 << 31  # no option takes a larger number
_ON_OFF = {"1": True, "true": True, "yes": True, "on": True} | {
    "0": False, "false": False, "no": False, "off": False,
}  # fmt: skip


COMMAND_LINE = "command line"


@dataclass(frozen=True, slots=True)
class Given:
    """The value of an option, and where it comes from."""

    value: Any
    source: str
    """``command line``, ``ARCHCOMPAT_JOBS``, ``.archcompat.toml:3`` or ``default``."""


def complete(args: argparse.Namespace, environ: Mapping[str, str], folder: Path) -> None:
    """Give every option of a command its value; what was on the command line stays.

    ``args.given`` then says of each, by name, where its value comes from, and ``args.config_file``
    is the file that was read. Raises InputError for a wrong value, which names its place.
    """
    settings: tuple[Setting, ...] = getattr(args, "settings", ())
    if not settings:
        return
    named = _given(CONFIG, args, environ, ConfigFile())
    args.config_file = find_config(named.value, folder)
    args.given = {one.name: _given(one, args, environ, args.config_file) for one in settings}
    for setting in settings:
        setattr(args, setting.attribute, args.given[setting.name].value)


def unknown_variables(environ: Mapping[str, str]) -> Iterator[str]:
    """A warning for each variable that looks like an option's and is none."""
    known = [setting.variable.removeprefix(PREFIX) for setting in EVERY]
    for name in sorted(environ):
        if name.startswith(PREFIX) and name.removeprefix(PREFIX) not in known:
            near = nearest(name.removeprefix(PREFIX), known, PREFIX)
            yield f"the environment variable {name} is no option{near}"


def _given(
    setting: Setting, args: argparse.Namespace, environ: Mapping[str, str], config: ConfigFile
) -> Given:
    value = getattr(args, setting.attribute, None)
    if value is not None:
        return Given(value, COMMAND_LINE)
    text = environ.get(setting.variable, "")
    if text:
        return Given(_of_variable(setting, text), setting.variable)
    if setting.in_file and setting.name in config.values:
        place = config.place(setting.name)
        return Given(_of_file(setting, config, place), place)
    return Given(setting.fallback, "default")


def _of_variable(setting: Setting, text: str) -> object:
    """The value of an environment variable."""
    match setting.takes:
        case Takes.FLAG:
            if text.lower() not in _ON_OFF:
                raise InputError(f"{setting.variable}: {text!r} is neither true nor false")
            return _ON_OFF[text.lower()]
        case Takes.MANY:
            parts = [part for part in text.split(setting.between) if part]
            return [_parsed(setting, part, setting.variable) for part in parts]
        case Takes.ONE:
            return _parsed(setting, text, setting.variable)


def _of_file(setting: Setting, config: ConfigFile, place: str) -> object:
    """The value in a config file; its paths count from the file's folder."""
    match setting.takes, config.values[setting.name]:
        case Takes.FLAG, bool(value):
            return value
        case Takes.MANY, [*items] if all(type(item) is str for item in items):
            return [_from(config, _parsed(setting, item, place)) for item in items]
        case Takes.ONE, str(text):
            return _from(config, _parsed(setting, text, place))
        case Takes.ONE, int(number) if type(number) is int and 0 <= number < _MOST:
            return _parsed(setting, str(number), place)
    wanted = {Takes.FLAG: "true or false", Takes.MANY: "a list of texts", Takes.ONE: "a text"}
    raise InputError(
        f"{place}: {setting.name} is to be {wanted[setting.takes]}, such as"
        f" {setting.name} = {_EXAMPLE[setting.takes].format(setting.default or '...')}"
    )


_EXAMPLE = {Takes.FLAG: "true", Takes.MANY: '["{}"]', Takes.ONE: '"{}"'}


def _parsed(setting: Setting, text: str, place: str) -> object:
    if setting.choices and text not in setting.choices:
        raise InputError(
            f"{place}: {setting.name}: {text!r} is none of {', '.join(setting.choices)}"
            f"{nearest(text, setting.choices)}"
        )
    try:
        return setting.parse(text)
    except InputError as error:
        raise InputError(f"{place}: {setting.name}: {error}") from error


def _from(config: ConfigFile, value: object) -> object:
    match value:
        case Path() if config.path is not None:
            return config.path.parent / value
        case _:
            return value
