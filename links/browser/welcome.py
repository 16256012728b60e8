"""Presents a visit's credentials to the proxy, once, so that no later request has to be intercepted for them.

Playwright's own way would pause every request of the visit and turn the browser's cache off. The blank page asks the
proxy for something rather than going there, which would cost a process and leave an entry in the page's history.
"""

from __future__ import annotations

import asyncio
from typing import Any

from playwright.async_api import BrowserContext, Page
from playwright.async_api import Error as PlaywrightError

from links.web_proxy import Pass
from links.web_proxy.exchange import WELCOME

_ASK = "url => fetch(url, {mode: 'no-cors', cache: 'no-store'}).then(() => 0, () => 0)"


async def present_credentials(context: BrowserContext, page: Page, entry: Pass) -> None:
    """Ask for the proxy's own page; from then on the context sends its credentials by itself."""
    session = await context.new_cdp_session(page)
    tasks: set[asyncio.Task[None]] = set()

    async def send(method: str, **params: Any) -> None:
        try:
            await session.send(method, params)
        except PlaywrightError:
            return

    def later(method: str, **params: Any) -> None:
        task = asyncio.get_running_loop().create_task(send(method, **params))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    def asked(event: dict[str, Any]) -> None:
        proxy = event["authChallenge"].get("source") == "Proxy"
        response = (
            {"response": "ProvideCredentials", "username": entry.user, "password": entry.secret}
            if proxy
            else {"response": "CancelAuth"}
        )
        later("Fetch.continueWithAuth", requestId=event["requestId"], authChallengeResponse=response)

    session.on("Fetch.authRequired", asked)
    session.on("Fetch.requestPaused", lambda event: later("Fetch.continueRequest", requestId=event["requestId"]))
    await session.send(
        "Fetch.enable", {"handleAuthRequests": True, "patterns": [{"urlPattern": f"http://{WELCOME}/*"}]}
    )
    await page.evaluate(_ASK, f"http://{WELCOME}/")
    await session.send("Fetch.disable")
    await session.detach()
