// Reads where one document leads: links, and things that act as links (menus of single-page applications).
const links = [];
const nodes = [];
const clickable = "a, area, button, [role=link], [role=menuitem], [role=button], [onclick], summary, [data-href]";
for (const el of everything()) {
  if (!el.matches(clickable)) continue;
  if (links.length >= 1500) break;
  const shown = textOf(el, 120);
  const scripted = (el.getAttribute("onclick") || "").match(/(?:location(?:\.href)?\s*=|open\()\s*['"]([^'"]+)['"]/);
  const href = el.href && typeof el.href === "string" ? el.href : el.getAttribute("data-href") || (scripted ? new URL(scripted[1], location.href).href : "");
  const raw = el.getAttribute("href") || "";
  const target = byIds(el, "aria-controls")[0];
  links.push({
    node: nodes.push(el) - 1, text: shown || tidy(el.value || "", 120), label: tidy(el.getAttribute("aria-label") || el.title || (el.querySelector("img") || {}).alt || "", 120),
    href: href || "", raw, rel: el.rel || "", region: regionOf(el), hidden: hiddenWhy(el), tag: el.tagName.toLowerCase(),
    inForm: el.tagName !== "A" && !!near(el, "form"), expands: !!target || el.hasAttribute("aria-expanded") || el.tagName === "SUMMARY",
  });
}
for (const el of document.querySelectorAll("link[rel~=help], link[rel~=author], link[rel~=contact]")) {
  links.push({ node: nodes.push(el) - 1, text: "", label: tidy(el.title), href: el.href, raw: el.getAttribute("href") || "", rel: el.rel, region: "head", hidden: "display", tag: "link", inForm: false, expands: false });
}
// schema.org contact points that give a page
const points = (data) => {
  if (!data || typeof data !== "object") return;
  if (Array.isArray(data)) { data.forEach(points); return; }
  const type = [].concat(data["@type"] || []).join(" ");
  if (/ContactPage|ContactPoint/.test(type) && typeof data.url === "string") {
    try { links.push({ node: -1, text: "", label: "ContactPage", href: new URL(data.url, location.href).href, raw: data.url, rel: "contact", region: "head", hidden: "display", tag: "schema", inForm: false, expands: false }); } catch (wrong) { /* not an address */ }
  }
  Object.values(data).forEach(points);
};
for (const el of document.querySelectorAll('script[type="application/ld+json"]')) {
  try { points(JSON.parse(el.textContent)); } catch (wrong) { /* not JSON */ }
}
return { links, nodes };
