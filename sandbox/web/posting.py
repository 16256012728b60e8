"""What is posted to a site, by the engine of its form: whole pages, JSON, steps, or a page-wide form."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count

from starlette.responses import JSONResponse, RedirectResponse, Response

from sandbox.web import pictures
from sandbox.web.bodies import Posted
from sandbox.web.form import Filled
from sandbox.web.page import Block, Page
from sandbox.web.site import Site
from sandbox.web.sources import words
from sandbox.web.submissions import Desk

_NUMBERS = count(1)


class Posting:
    """Takes what visitors of one site send."""

    def __init__(self, site: Site, desk: Desk) -> None:
        self._site = site
        self._desk = desk
        self._spec = site.form.spec
        self._sessions: dict[str, dict[str, list[str]]] = {}
        self._done: dict[str, Filled] = {}

    @property
    def action(self) -> str:
        """Where the form is posted."""
        return self._site.form_action

    def fresh(self, asked: Mapping[str, str]) -> Filled:
        """Return the form as a visitor first meets it."""
        done = self._done.get(asked.get("sent", ""))
        if done is not None:
            return done
        filled = Filled(session=f"{self._site.plan.draws('session', next(_NUMBERS)).hexadecimal(12)}")
        return filled

    def look(self, path: str, asked: Mapping[str, str]) -> Response | None:
        """Answer what only forms are asked for: the picture of a challenge, the page after a redirect."""
        if path == "/captcha.png":
            key = asked.get("key", "")
            draws = self._site.plan.draws("captcha picture", key)
            return Response(pictures.captcha(self._site.captcha(key), draws), media_type="image/png")
        if path == self._site.thanks_path and self._done.get(asked.get("ref", "")):
            return self._thanks(self._done[asked["ref"]])
        return None

    def answer(self, path: str, posted: Posted) -> Response:
        """Take a POST; one to another address than the form's is not understood."""
        site = self._site
        if path == site.login_path:
            return self._page(Filled(errors={"login": site.plan.words.login_wrong}))
        if path.startswith(("/rating", "/newsletter")):
            return self._thanks(Filled(sent=site.plan.words.sent[0]))
        if path not in (self.action, site.form_page.path) or self._spec.engine == "none" or self._spec.login:
            return Response("405 Method Not Allowed", 405, media_type="text/plain")
        if self._spec.engine == "steps":
            return self._step(posted)
        if self._spec.engine == "aspnet" and not any("btnEnvoyer" in name for name in posted.values):
            return self._page(self.fresh({}))
        filled = self._desk.take(site.plan, site.form, posted, path)
        if self._spec.engine in ("ajax", "json") and path == self.action:
            return self._as_json(filled)
        return self._page(filled) if filled.errors else self._accepted(filled)

    def answer_framed(self, posted: Posted, path: str) -> Response:
        """Take what is posted to the form host."""
        filled = self._desk.take(self._site.plan, self._site.form, posted, path)
        return self._html(self._site.piece("framed.html", page=self._site.form_page, filled=filled))

    def _accepted(self, filled: Filled) -> Response:
        how = self._spec.confirmation
        if how == "redirect":
            key = self._site.plan.draws("done", next(_NUMBERS)).hexadecimal(10)
            self._done[key] = filled
            return RedirectResponse(f"{self._site.thanks_path}?ref={key}", 303)
        if how == "bare":
            return self._html(f"<html><body><p>{filled.sent}</p></body></html>")
        if how == "silent":
            return RedirectResponse("/", 302)
        return self._thanks(filled) if how == "page" else self._page(filled)

    def _step(self, posted: Posted) -> Response:
        """One step of several: what was given is kept here until the last."""
        form, session = self._site.form, posted.first("session")
        try:
            step = int(posted.first("step"))
        except ValueError:
            step = 1
        if step > 1 and session not in self._sessions:
            return self._page(Filled(errors={"": self._said("expired")}, session=session))
        kept = self._sessions.setdefault(session, {})
        if "back" in posted.values:
            return self._page(Filled(kept, step=max(step - 1, 1), session=session))
        asked = form.at_step(step)
        errors = form.check(posted, asked)
        kept.update({shown.spec.name: posted.values.get(shown.spec.name, []) for shown in asked})
        if errors:
            return self._page(Filled(kept, errors, step, session))
        if step < self._spec.steps:
            return self._page(Filled(kept, step=step + 1, session=session))
        filled = self._desk.take(self._site.plan, form, Posted(self._sessions.pop(session)), self.action)
        return self._page(filled) if filled.errors else self._accepted(filled)

    def _as_json(self, filled: Filled) -> Response:
        form = self._site.form
        ids = {shown.spec.name: shown.id for shown in form.fields}
        if filled.errors:
            invalid = [
                {"field": name, "idref": ids.get(name), "into": f"span[data-name='{name}']", "message": text}
                for name, text in filled.errors.items()
            ]
            return JSONResponse(
                {"status": "validation_failed", "ok": False, "message": self._said("summary"),
                 "invalid_fields": invalid, "errors": filled.errors},
                200 if self._spec.engine == "ajax" else 422,
            )  # fmt: skip
        told = " ".join(part for part in (filled.sent, filled.announced) if part)
        return JSONResponse({"status": "mail_sent", "ok": True, "message": told, "reference": filled.reference})

    def _said(self, error: str) -> str:
        choices = words(self._site.language)["errors"][error]
        return str(self._site.plan.draws("errors", error).one(choices))

    def _page(self, filled: Filled) -> Response:
        return self._html(self._site.html(self._site.form_page, filled))

    def _thanks(self, filled: Filled) -> Response:
        page = Page("thanks", self._site.form_page.title, parent="contact")
        page.blocks = [Block("sent")]
        return self._html(self._site.html(page, filled))

    def _html(self, text: str) -> Response:
        charset = self._site.theme.charset
        return Response(
            text.encode(charset, "xmlcharrefreplace"), headers={"Content-Type": f"text/html; charset={charset}"}
        )
