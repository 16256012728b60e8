from __future__ import annotations

from tests.outside.conftest import postgresql

__all__ = ["postgresql"]
