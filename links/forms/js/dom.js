// What every reading of a page starts from: elements through open shadow roots, their texts, and what hides them.
const SKIPPED = new Set(["SCRIPT", "STYLE", "TEMPLATE", "NOSCRIPT", "SELECT", "TEXTAREA", "DATALIST", "OPTION", "SVG", "svg"]);
const MOST_ELEMENTS = 60000;

const parentOf = (el) => el.parentElement || (el.getRootNode() instanceof ShadowRoot ? el.getRootNode().host : null);
const lineage = (el) => { const found = []; for (let at = el; at; at = parentOf(at)) found.push(at); return found; };
const near = (el, selector) => lineage(el).find((at) => at.matches(selector)) || null;

const everything = () => {
  const found = [];
  const enter = (root) => {
    for (const el of root.children) {
      if (found.length >= MOST_ELEMENTS) return;
      found.push(el);
      if (el.shadowRoot) enter(el.shadowRoot);
      enter(el);
    }
  };
  if (document.documentElement) enter(document.documentElement);
  return found;
};

const tidy = (text, most = 300) => (text || "").replace(/[\s\u00a0]+/g, " ").trim().slice(0, most);

const textOf = (node, most = 300) => {
  const parts = [];
  let length = 0;
  const enter = (at) => {
    if (length > most * 2) return;
    if (at.nodeType === Node.TEXT_NODE) { parts.push(at.data); length += at.data.length; return; }
    if (at.nodeType === Node.ELEMENT_NODE) {
      if (SKIPPED.has(at.tagName)) return;
      if (at.tagName === "IMG") parts.push(" " + (at.alt || "") + " ");
      if (at.tagName === "BR" || getComputedStyle(at).display !== "inline") parts.push(" ");
    }
    const children = at.tagName === "SLOT" && at.assignedNodes().length ? at.assignedNodes() : at.childNodes;
    for (const child of at.shadowRoot ? at.shadowRoot.childNodes : children) enter(child);
  };
  if (node) enter(node);
  return tidy(parts.join(""), most);
};

const shapeless = (style) => {
  if (style.clip && style.clip !== "auto" && /absolute|fixed/.test(style.position)) {
    const sides = style.clip.match(/-?[\d.]+/g);
    if (sides && sides.length === 4) {
      const [top, right, bottom, left] = sides.map(Number);
      if (right - left <= 2 || bottom - top <= 2) return true;
    }
  }
  const path = style.clipPath || "none";
  return /^inset\((?:5\d|[6-9]\d|100)(?:\.\d+)?%/.test(path) || /^circle\(0(?:px|%)?[ )]/.test(path)
    || /^polygon\((?:0(?:px|%)? 0(?:px|%)?,? ?)+\)$/.test(path);
};

// why a person does not see an element; "" when they do
const hiddenWhy = (el) => {
  if (el.tagName === "INPUT" && el.type === "hidden") return "type";
  if (!el.getClientRects().length || (el.checkVisibility && !el.checkVisibility())) return "display";
  const style = getComputedStyle(el);
  if (style.visibility !== "visible") return "visibility";
  const box = el.getBoundingClientRect();
  if (box.width <= 2 || box.height <= 2) return "size";
  const wide = Math.max(document.documentElement.scrollWidth, innerWidth);
  if (box.right + scrollX <= 0 || box.bottom + scrollY <= 0 || box.left + scrollX >= wide) return "offscreen";
  let opacity = 1;
  for (const at of lineage(el)) {
    const own = at === el ? style : getComputedStyle(at);
    opacity *= Number(own.opacity);
    if (opacity < 0.05) return "opacity";
    if (shapeless(own)) return "clip";
    if (at.getAttribute("aria-hidden") === "true") return "aria-hidden";
    if (at.inert) return "inert";
    if (at !== el && at !== document.body && at !== document.documentElement && /hidden|clip/.test(own.overflow)) {
      const frame = at.getBoundingClientRect();
      if (frame.width <= 2 || frame.height <= 2) return "clipped";
      const outside = box.left >= frame.right || box.right <= frame.left || box.top >= frame.bottom || box.bottom <= frame.top;
      if (outside && at.scrollHeight <= at.clientHeight + 1 && at.scrollWidth <= at.clientWidth + 1) return "clipped";
      if (outside && /carous|slid|wizard|step|track/i.test(at.className)) return "clipped";
    }
  }
  return "";
};
const seen = (el) => !hiddenWhy(el);

const byIds = (el, attribute) => (el.getAttribute(attribute) || "").split(/\s+/).filter(Boolean)
  .map((id) => { const root = el.getRootNode(); return root.getElementById ? root.getElementById(id) : null; })
  .filter(Boolean);
const textByIds = (el, attribute) => tidy(byIds(el, attribute).map((at) => textOf(at)).join(" "));

const regionOf = (el) => {
  for (const at of lineage(el)) {
    const role = at.getAttribute("role") || "";
    if (at.tagName === "NAV" || role === "navigation") return "nav";
    if (at.tagName === "FOOTER" || role === "contentinfo" || /(^|[-_ ])(footer|pied)/i.test(at.id + " " + at.className)) return "footer";
    if (at.tagName === "HEADER" || role === "banner") return "header";
    if (at.tagName === "MAIN" || role === "main") return "main";
    if (at.tagName === "DIALOG" || role === "dialog" || role === "alertdialog") return "dialog";
    if (at.tagName === "ASIDE" || role === "complementary") return "aside";
  }
  return "";
};
