"""Reply → contact."""

from collectors.matching.contract import Candidate, Directory, Match, Ranked, Verdict
from collectors.matching.decision import match

__all__ = ["Candidate", "Directory", "Match", "Ranked", "Verdict", "match"]
