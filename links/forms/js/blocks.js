// The visible texts of a document, block by block, each with the field it stands beside and how loudly it speaks.
const MOST = 1200;
const all = everything();
const fields = all.filter((el) => /^(INPUT|TEXTAREA|SELECT)$/.test(el.tagName) && !/^(hidden|submit|button|image|reset)$/.test(el.type || "") || el.isContentEditable && el.getAttribute("contenteditable"));
const INLINE = /^(inline|contents)/;
const besides = (el) => {
  const described = fields.find((field) => el.id && `${field.getAttribute("aria-describedby") || ""} ${field.getAttribute("aria-errormessage") || ""}`.split(/\s+/).includes(el.id));
  if (described) return described;
  const aimed = el.tagName === "LABEL" && el.control ? el.control : null;
  if (aimed) return aimed;
  for (const at of lineage(el).slice(0, 4)) {
    const inside = fields.filter((field) => at.contains(field));
    if (inside.length === 1 || (inside.length > 1 && inside.every((field) => field.name && field.name === inside[0].name))) return inside[0];
    if (inside.length) break;
  }
  let before = null;
  for (let back = el.previousElementSibling; back && !before; back = back.previousElementSibling) {
    if (fields.includes(back)) before = back;
    else { const within = fields.filter((field) => back.contains(field)); if (within.length === 1) before = within[0]; else if (within.length) break; }
  }
  return before;
};
const loud = (el) => {
  for (const at of lineage(el).slice(0, 5)) {
    const role = at.getAttribute("role") || "";
    const words = `${typeof at.className === "string" ? at.className : ""} ${at.id}`;
    if (/(^|[\s_-])(error|erreur|invalid|danger|alert-warning|warning|fail)/i.test(words)) return "error";
    if (/(^|[\s_-])(success|succes|confirm|thank|merci|valid-feedback)/i.test(words)) return "success";
    if (role === "alert" || role === "status" || role === "alertdialog" || at.hasAttribute("aria-live") || at.tagName === "OUTPUT") return "status";
    if (/(^|[\s_-])(alert|message|notice|toast|notification|feedback|flash|snackbar)/i.test(words)) return "status";
  }
  return "";
};
const blocks = [];
const taken = new Set();
for (const el of all) {
  if (blocks.length >= MOST) break;
  if (SKIPPED.has(el.tagName) || /^(BODY|HTML|HEAD|TITLE|LABEL|BUTTON|OPTION|LEGEND)$/.test(el.tagName) || taken.has(el)) continue;
  if (![...el.childNodes].some((node) => node.nodeType === 3 && node.data.trim())) continue;
  let block = el;
  while (block.parentElement && INLINE.test(getComputedStyle(block).display) && !/^(BODY|FORM|TD|LI|LABEL)$/.test(block.parentElement.tagName)
    && !fields.some((field) => block.parentElement.contains(field))) block = block.parentElement;
  if (taken.has(block)) continue;
  taken.add(block);
  if (!seen(block) && !seen(el)) continue;
  const text = textOf(block, 600);
  if (!text) continue;
  const field = besides(block);
  blocks.push({ text, loud: loud(block), name: field ? field.name || field.id || "" : "", id: field ? field.id || "" : "", beside: !!field });
}
return {
  url: location.href, title: tidy(document.title), blocks,
  filled: fields.filter((field) => (field.value || "").length > 0 && !/^(checkbox|radio)$/.test(field.type)).map((field) => field.value.slice(0, 4000)).concat(fields.filter((field) => field.isContentEditable).map((field) => textOf(field, 4000))),
  shape: fields.filter((field) => seen(field) || (field.labels && [...field.labels].some(seen))).map((field) => `${field.name}#${field.id}`).join(" "),
};
