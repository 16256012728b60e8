// Finds what lies over a page and speaks of cookies, with its buttons.
const said = /cookie|traceur|consent|rgpd|gdpr|vie priv|privacy|tracker/i;
const found = [];
const nodes = [];
const over = (el) => {
  const style = getComputedStyle(el);
  return /fixed|sticky/.test(style.position) || el.matches("dialog[open], [role=dialog], [role=alertdialog], [aria-modal=true]")
    || (style.position === "absolute" && Number(style.zIndex) > 9) || /cookie|consent|gdpr|rgpd|tarteaucitron|didomi|axeptio|onetrust|cmp/i.test(`${el.id} ${typeof el.className === "string" ? el.className : ""}`);
};
for (const el of everything()) {
  if (found.length >= 4 || /^(BODY|HTML|SCRIPT|STYLE|LINK|FORM|MAIN)$/.test(el.tagName) || !over(el)) continue;
  if (lineage(el).slice(1).some((at) => found.some((entry) => nodes[entry.node] === at))) continue;
  const text = textOf(el, 1500);
  if (!said.test(text + (el.id || "") + (typeof el.className === "string" ? el.className : "")) || !text || !seen(el)) continue;
  if (el.querySelector("textarea")) continue;
  const inside = [];
  const enter = (root) => { for (const at of root.children) { inside.push(at); if (at.shadowRoot) enter(at.shadowRoot); enter(at); } };
  enter(el);
  if (el.shadowRoot) enter(el.shadowRoot);
  const buttons = inside.filter((at) => at.matches("button, a, input[type=button], input[type=submit], [role=button]") && seen(at))
    .map((at) => ({ node: nodes.push(at) - 1, text: tidy([textOf(at, 80), at.value, at.getAttribute("aria-label"), at.title].filter(Boolean).join(" "), 120), leaves: at.tagName === "A" && /^(https?:|\/|[a-z0-9]+\.)/i.test(at.getAttribute("href") || "") }));
  if (!buttons.length && !/cookie/i.test(text)) continue;
  found.push({ node: nodes.push(el) - 1, text, buttons });
}
return { found, nodes };
