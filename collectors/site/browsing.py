"""What the inspector asks of the browser layer and of plain HTTP, as the `links` package gives them."""

from __future__ import annotations
