// Reads the forms of one document. `given.tests`: signs of tests for humans (`human_tests.toml`). Returns {seen, nodes}: `seen` is plain data, and its numbers point into `nodes`.
const BUTTONS = "button, input[type=submit], input[type=image], input[type=button], input[type=reset], [role=button], a.btn, a.button, a[class*=submit], a[onclick]";
const CONTROLS = "input, textarea, select, [contenteditable=''], [contenteditable=true], [contenteditable=plaintext-only],"
  + " [role=textbox], [role=combobox], [role=checkbox], [role=radio], [role=switch], [role=listbox], [aria-haspopup=listbox]";
const NOT_CONTROLS = new Set(["submit", "image", "button", "reset"]);
const NATIVE = new Set(["INPUT", "TEXTAREA", "SELECT"]);

const isControl = (el) => {
  if (!el.matches(CONTROLS)) return false;
  if (el.tagName === "INPUT") return !NOT_CONTROLS.has(el.type);
  if (NATIVE.has(el.tagName)) return true;
  if (el.parentElement && near(el.parentElement, "[contenteditable=true], [role=combobox]")) return false;
  return !el.querySelector("input:not([type=hidden]), textarea, select");
};

const isButton = (el) => el.matches(BUTTONS) && !el.matches("[aria-haspopup=listbox], [role=combobox]");
const all = everything();
const controls = all.filter(isControl);
const buttons = all.filter((el) => isButton(el) && !controls.includes(el));

// a form that holds the whole page (old ASP.NET) says nothing of which fields belong together
const wholePage = (form) => !!form.querySelector("nav, main, header, footer, [role=main], [role=navigation]")
  || form.querySelectorAll("input[type=password], input[type=search], textarea").length > 1
     && form.querySelectorAll("input[type=submit], button").length > 2;

const holders = new Map();
const families = new Map(buttons.map((el) => [el, new Set(lineage(el))]));
const holds = (at, list) => list.some((el) => (families.get(el) || new Set(lineage(el))).has(at));
const realForm = (el) => { const form = el.form || near(el, "form"); return form && !wholePage(form) ? form : null; };
const messages = controls.filter((el) => !realForm(el) && (el.tagName === "TEXTAREA" || el.isContentEditable));
const loose = controls.filter((el) => !realForm(el));
for (const el of messages) {
  const others = loose.filter((other) => other !== el && other.type !== "hidden");
  const up = lineage(el).slice(1);
  const found = up.find((at) => holds(at, buttons) && (!others.length || holds(at, others))) || up.find((at) => holds(at, buttons));
  if (found && !near(found, "nav")) holders.set(found, true);
}
const holderOf = (el) => {
  const form = realForm(el);
  if (form) return form;
  const up = lineage(el);
  return up.find((at) => holders.has(at)) || up.slice(1).find((at) => holds(at, buttons)) || document.body;
};

const nodes = [];
const keep = (el) => nodes.push(el) - 1;
const isField = (node) => node.nodeType === 1 && (controls.includes(node) || controls.some((el) => node.contains(el)));

// the words above a cell, in a row without fields
const headerOf = (at) => {
  if (at.tagName !== "TD") return "";
  const row = at.parentElement.previousElementSibling;
  const cell = row && !isField(row) && row.children[at.cellIndex];
  return cell && row.children.length === at.parentElement.children.length ? textOf(cell) : "";
};
const textBefore = (el, stop) => {
  let at = el;
  for (let level = 0; level < 5 && at && at !== stop; level += 1) {
    for (let back = at.previousSibling; back; back = back.previousSibling) {
      if (isField(back)) return headerOf(at);
      if (back.nodeType === 1 && (back.tagName === "BUTTON" || /^H[1-4]$/.test(back.tagName) && level > 1)) return "";
      const text = back.nodeType === 3 ? tidy(back.data) : back.nodeType === 1 && !SKIPPED.has(back.tagName) ? textOf(back) : "";
      if (text && /[^\s*:()]/.test(text)) return text;
    }
    const header = headerOf(at);
    if (header) return header;
    at = parentOf(at);
  }
  return "";
};
const textAfter = (el) => {
  let at = el;
  for (let level = 0; level < 3 && at; level += 1) {
    for (let next = at.nextSibling; next; next = next.nextSibling) {
      if (isField(next)) return "";
      const text = next.nodeType === 3 ? tidy(next.data) : next.nodeType === 1 && !SKIPPED.has(next.tagName) ? textOf(next) : "";
      if (text) return text;
    }
    at = parentOf(at);
    if (at && controls.filter((other) => at.contains(other)).length > 1) return "";
  }
  return "";
};

const labelsOf = (el) => {
  const own = el.labels ? [...el.labels] : [];
  const root = el.getRootNode();
  if (!own.length && el.id && root.querySelector) own.push(...root.querySelectorAll(`label[for="${CSS.escape(el.id)}"]`));
  const around = near(el, "label");
  if (!own.length && around) own.push(around);
  return own;
};
const starred = (labels, el) => [...labels, ...labels.map((at) => at.parentElement), parentOf(el)].filter(Boolean).some((at) =>
  ["::before", "::after"].some((part) => getComputedStyle(at, part).content.includes("*")))
  || labels.some((at) => at.querySelector("[title*=oblig i], [title*=requi i], abbr[title], .required, .obligatoire"));

const optionsOf = (el) => {
  if (el.tagName === "SELECT") {
    return [...el.options].slice(0, 400).map((option) => ({
      text: tidy(option.label || option.text, 200), value: option.value.slice(0, 200), disabled: option.disabled || option.hidden,
      selected: option.selected, group: option.parentElement.tagName === "OPTGROUP" ? option.parentElement.label : "",
    }));
  }
  const lists = [...byIds(el, "aria-controls"), ...byIds(el, "aria-owns"), ...(el.list ? [el.list] : []), el];
  return lists.flatMap((list) => [...list.querySelectorAll("[role=option], option")]).slice(0, 400).map((option) => ({
    text: tidy(option.textContent || option.label || option.value, 200), value: option.getAttribute("value") || option.getAttribute("data-value") || "",
    disabled: option.getAttribute("aria-disabled") === "true", selected: option.getAttribute("aria-selected") === "true", group: "",
  }));
};

const kindOf = (el) => {
  if (el.tagName === "SELECT") return el.multiple ? "select-multiple" : "select";
  if (el.tagName === "TEXTAREA") return "textarea";
  const role = el.getAttribute("role") || "";
  if (el.tagName === "INPUT") {
    return role === "combobox" && el.type === "text" ? "combobox-text" : el.type;
  }
  if (el.isContentEditable || role === "textbox") return "editable";
  if (role === "checkbox" || role === "switch") return "aria-checkbox";
  if (role === "radio") return "aria-radio";
  return "combobox";
};

const questionOf = (el, box) => {
  const group = near(el, "fieldset, [role=group], [role=radiogroup]");
  if (group && box.contains(group)) {
    const legend = group.querySelector(":scope > legend, :scope > * > legend");
    const named = legend ? textOf(legend) : group.getAttribute("aria-label") || textByIds(group, "aria-labelledby");
    if (named) return { text: tidy(named), legend: true };
  }
  return { text: "", legend: false };
};

const hostWords = (el) => {
  const root = el.getRootNode();
  if (!(root instanceof ShadowRoot)) return { label: "", name: "", required: false };
  const host = root.host;
  const read = (name) => host.getAttribute(name) || "";
  return {
    label: tidy(read("label") || read("aria-label") || read("placeholder") || read("title")),
    name: tidy([read("name"), read("id"), read("autocomplete"), host.tagName.includes("-") ? "" : ""].join(" ")),
    required: host.hasAttribute("required") || read("aria-required") === "true",
  };
};

const forms = new Map();
const formOf = (box) => {
  if (!forms.has(box)) forms.set(box, { node: keep(box), fields: [], buttons: [], index: forms.size });
  return forms.get(box);
};

const fields = controls.filter((el) => el.type !== "hidden").map((el) => {
  const box = holderOf(el);
  const labels = labelsOf(el);
  const pick = el.type === "checkbox" || el.type === "radio" || /checkbox|radio|switch/.test(el.getAttribute("role") || "");
  const hidden = hiddenWhy(el);
  const host = hostWords(el);
  const wrapper = parentOf(el);
  const question = questionOf(el, box);
  const box_of_el = el.getBoundingClientRect();
  const form = formOf(box);
  const record = {
    node: keep(el), form: form.index, kind: kindOf(el), name: el.getAttribute("name") || "", id: el.id || "",
    hostName: host.name, autocomplete: el.getAttribute("autocomplete") || "", placeholder: tidy(el.getAttribute("placeholder") || el.getAttribute("data-placeholder")),
    label: tidy([textByIds(el, "aria-labelledby"), ...labels.map((at) => textOf(at))].filter(Boolean).join(" ")) || (pick && !NATIVE.has(el.tagName) ? textOf(el) : ""),
    ariaLabel: tidy(el.getAttribute("aria-label")) || host.label, title: tidy(el.title),
    before: textBefore(el, box), after: pick ? textAfter(el) : "", question: question.text, described: textByIds(el, "aria-describedby"),
    required: !!el.required || el.getAttribute("aria-required") === "true" || host.required || el.hasAttribute("data-val-required")
      || /(^|[\s_-])(required|obligatoire|mandatory|validates-as-required)($|[\s_-])/i.test(`${el.className} ${wrapper ? wrapper.className : ""}`)
      || (pick && !!near(el, "[aria-required=true]")),
    starred: !!starred(labels, el),
    value: (el.isContentEditable ? el.innerText : NATIVE.has(el.tagName) ? el.value : kindOf(el) === "combobox" ? textOf(el) : el.value || "").slice(0, 4000), checked: !!el.checked || el.getAttribute("aria-checked") === "true",
    pattern: el.getAttribute("pattern") || "", maxlength: el.maxLength > 0 ? el.maxLength : 0, minlength: el.minLength > 0 ? el.minLength : 0,
    min: el.getAttribute("min") || "", max: el.getAttribute("max") || "", inputmode: el.getAttribute("inputmode") || "",
    readonly: !!el.readOnly || el.getAttribute("aria-readonly") === "true", disabled: el.matches(":disabled") || el.getAttribute("aria-disabled") === "true",
    tabindex: el.getAttribute("tabindex") || "", classes: String(el.className || "").slice(0, 200), accept: el.accept || "",
    hidden, labelSeen: labels.some(seen),
    stoodIn: el.tagName === "SELECT" && !!hidden && [el.nextElementSibling, el.previousElementSibling].some((at) => at && seen(at) && /select|chosen|choices|dropdown|combo/i.test(at.className + (at.getAttribute("role") || ""))),
    options: optionsOf(el), invalid: el.getAttribute("aria-invalid") === "true",
    problem: el.willValidate && !el.validity.valid ? tidy(el.validationMessage || "invalid") : "",
    x: Math.round(box_of_el.left + scrollX), y: Math.round(box_of_el.top + scrollY), height: Math.round(box_of_el.height),
  };
  form.fields.push(record);
  return record;
});

for (const el of buttons) {
  const owner = (el.form && !wholePage(el.form) ? el.form : null) || near(el, "form");
  let box = owner && forms.has(owner) ? owner : lineage(el).find((at) => forms.has(at));
  // a page that shows everything once more before it is sent has a button and hidden fields only
  if (!box && owner && owner.method === "post" && !near(owner, "nav, header, footer")) box = owner;
  if (!box) continue;
  const form = formOf(box);
  form.buttons.push({
    node: keep(el), text: textOf(el, 80) || tidy(el.value || el.getAttribute("aria-label") || el.title || el.alt, 80),
    label: tidy(el.getAttribute("aria-label") || el.title, 80), type: el.tagName === "A" ? "link" : (el.type || "role"), name: `${el.name || ""} ${el.id || ""}`.trim(),
    classes: String(el.className || "").slice(0, 200), hidden: hiddenWhy(el), disabled: el.matches(":disabled") || el.getAttribute("aria-disabled") === "true",
    after: form.fields.length ? form.fields.filter((field) => nodes[field.node].compareDocumentPosition(el) & 4).length : 0,
    popup: el.hasAttribute("aria-haspopup") || el.hasAttribute("aria-expanded"),
  });
}

const headingsBefore = (box) => {
  let last = "";
  for (const el of all) {
    if (el === box) break;
    if (/^H[1-4]$/.test(el.tagName)) last = el;
  }
  return last ? textOf(last, 120) : "";
};

// a sign that only humans may pass, by what such widgets are made of; never touched, only seen
const guards = [];
const guard = (kind, el, wholeDocument) => {
  const box = el && lineage(el).find((at) => forms.has(at));
  guards.push({ kind, form: box ? forms.get(box).index : -1, wholeDocument: !!wholeDocument, seen: !!el && seen(el) });
};
const sign = Object.fromEntries(Object.entries(given.tests).map(([name, text]) => [name, new RegExp(text)]));
for (const el of all) {
  const source = (el.getAttribute("src") || el.getAttribute("data-src") || "").toLowerCase();
  const words = `${el.id} ${typeof el.className === "string" ? el.className : ""} ${el.getAttribute("name") || ""}`.toLowerCase();
  if (el.tagName === "IFRAME" && sign.frame.test(source)) guard("widget", el);
  else if (el.hasAttribute("data-sitekey") || sign.widget.test(words)) guard("widget", el);
  else if (sign.element.test(el.tagName.toLowerCase())) guard("widget", el);
  else if (el.tagName === "SCRIPT" && sign.score.test(source)) guard("score", null, true);
  else if ((el.tagName === "IMG" || el.tagName === "CANVAS") && sign.image.test(`${source} ${words} ${(el.alt || "").toLowerCase()}`)) guard("image", el);
  else if (el.tagName !== "SCRIPT" && el.tagName !== "LINK" && el.children.length < 12 && sign.block.test(words) && !sign.not_block.test(words) && seen(el)) guard("block", el);
  else if (sign.token.test(words) && el.tagName === "INPUT" && el.type === "hidden") guard("score", el);
}

const formRecords = [...forms.entries()].map(([box, form]) => ({
  index: form.index, node: form.node, real: box.tagName === "FORM", action: box.tagName === "FORM" ? box.getAttribute("action") || "" : "",
  method: box.tagName === "FORM" ? box.method : "", words: `${box.id} ${box.getAttribute("name") || ""} ${String(box.className || "")}`.slice(0, 300),
  label: tidy(box.getAttribute("aria-label") || "") || textByIds(box, "aria-labelledby"), role: box.getAttribute("role") || "", novalidate: !!box.noValidate,
  headings: [...box.querySelectorAll("h1, h2, h3, h4, legend")].slice(0, 6).map((at) => textOf(at, 120)), before: headingsBefore(box),
  region: box === document.body ? "" : regionOf(box), hidden: hiddenWhy(box), text: textOf(box, 3000), fields: form.fields, buttons: form.buttons,
}));

const described = document.querySelector('meta[name="description" i]');
return {
  seen: {
    url: location.href, title: tidy(document.title), language: document.documentElement.lang || "",
    headings: all.filter((el) => /^H[1-2]$/.test(el.tagName)).slice(0, 8).map((el) => textOf(el, 120)),
    description: tidy(described ? described.content : ""), passwords: controls.filter((el) => el.type === "password" && seen(el)).length,
    contactPage: [...document.querySelectorAll('script[type="application/ld+json"]')].some((el) => /"@type"\s*:\s*\[?\s*"ContactPage"/.test(el.textContent))
      || !!document.querySelector('[itemtype*="schema.org/ContactPage"]'),
    text: tidy(document.body ? document.body.innerText || textOf(document.body, 6000) : "", 6000),
    editable: !!document.body && document.body.isContentEditable, elements: all.length,
    frames: all.filter((el) => /^I?FRAME$/.test(el.tagName)).length, forms: formRecords, guards,
  },
  nodes,
};
