"""What a browser saw of one page, as plain values: made by `glance`, read by the measures."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Speed:
    """Times are in seconds from the beginning of the navigation; `kilobytes` is what came over the wire."""

    ttfb: float
    lcp: float
    load: float
    cls: float
    kilobytes: float
    requests: int


@dataclass(frozen=True)
class Narrow:
    """The page on a telephone 360 px wide. `overflow` is in pixels, `small` counts targets under 24 × 24 px
    (WCAG 2.5.8), `tiny` letters under 12 px."""

    viewport: str
    overflow: float
    culprit: str
    targets: int
    small: int
    smallest: str
    letters: int
    tiny: int


@dataclass(frozen=True)
class Keyboard:
    """The first stops of the Tab key: how many were seen, how many showed where the focus is, and the first one."""

    stops: int
    visible: int
    first_text: str = ""
    first_href: str = ""


@dataclass(frozen=True)
class Banner:
    """A consent banner: its words, and those of its buttons with their size in square pixels."""

    text: str
    buttons: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Violation:
    """A rule of axe-core that a page breaks: its id, how grave it is, on how many elements, the first of them."""

    rule: str
    impact: str
    nodes: int
    sample: str
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Audit:
    """The automatic accessibility check of one page."""

    address: str
    violations: tuple[Violation, ...]
    passes: int


@dataclass(frozen=True)
class Request:
    """A request that a page made: address, status (0: none), kind ("image", "script"…), why it failed."""

    address: str
    status: int
    kind: str
    failure: str = ""


@dataclass(frozen=True)
class Look:
    """A page as a browser saw it; a part that could not be measured is None."""

    address: str
    seconds: float = 0.0
    speed: Speed | None = None
    narrow: Narrow | None = None
    keyboard: Keyboard | None = None
    banner: Banner | None = None
    cookies: tuple[tuple[str, str], ...] = ()  # name and domain
    requests: tuple[Request, ...] = field(default=(), repr=False)
    script_errors: tuple[str, ...] = ()
