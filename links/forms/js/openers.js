// What opens a hidden element: things that name it or one of its ancestors, summaries, tabs. `given` is the element.
const ids = new Set();
for (const at of lineage(given)) {
  if (at.id) ids.add(at.id);
  if (at.tagName === "DETAILS" && !at.open) ids.add(at);
}
const naming = ["aria-controls", "aria-owns", "data-target", "data-bs-target", "href", "data-toggle-target", "data-open", "data-modal", "data-modal-target", "data-reveal-id", "popovertarget", "commandfor", "for"];
const openers = [];
for (const el of everything()) {
  if (el.tagName === "LINK" || !seen(el)) continue;
  if (el.tagName === "SUMMARY" && ids.has(el.parentElement)) { openers.push(el); continue; }
  if (naming.some((name) => (el.getAttribute(name) || "").split(/\s+/).some((value) => value && ids.has(value.replace(/^#/, ""))))
      && !(el.tagName === "LABEL" && el.control && el.control.type !== "checkbox")) openers.push(el);
}
return openers;
