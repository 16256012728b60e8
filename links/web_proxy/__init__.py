"""Our own filtering proxy on loopback: the only way out for the browser and for the plain HTTP client."""

from links.web_proxy.gate import OutsideGate, Refusal, Refused, TownGate, gate_for
from links.web_proxy.passes import Pass, Passage
from links.web_proxy.server import FilteringProxy

__all__ = ["FilteringProxy", "OutsideGate", "Pass", "Passage", "Refusal", "Refused", "TownGate", "gate_for"]
