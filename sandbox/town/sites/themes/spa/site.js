const words = {{ {"home": w.home, "submit": w.submit, "choose": w.choose, "menu": w.menu, "wait": "…", "required": w.errors.required[0], "reference": w.sent_reference[0], "privacy": w.form_privacy if f.form_privacy else "", "title": w.form_title} | json_ld }};
const fields = [{% for field in form.fields %}{{ {"name": field.spec.name, "type": field.spec.type, "label": field.label, "required": field.spec.required, "options": field.options} | json_ld }},{% endfor %}];
const footer = {% set footer_html %}{% include "themes/spa/footer.html" %}{% endset %}{{ footer_html | string | json_ld }};
const root = document.getElementById("root");
let content;
const make = (tag, attributes = {}, ...children) => {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) name.startsWith("on") ? node.addEventListener(name.slice(2), value) : node.setAttribute(name, value);
  node.append(...children);
  return node;
};
function go(path) {
  history.pushState({}, "", path);
  show();
  scrollTo(0, 0);
}
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='/']");
  if (link && content.pages[link.getAttribute("href")]) {
    event.preventDefault();
    go(link.getAttribute("href"));
  }
});
addEventListener("popstate", show);
function frame(page) {
  const nav = make("nav", { class: "bar", "aria-label": words.menu }, make("a", { href: "/", class: "brand" }, content.name), ...content.nav.map(([title, path]) => make("a", { href: path }, title)));
  const main = make("main", { tabindex: "-1" });
  main.innerHTML = `<h1></h1>${page.html}`;
  main.firstChild.textContent = page.title;
  const foot = make("footer");
  foot.innerHTML = footer;
  root.replaceChildren(nav, main, foot);
  document.title = page.title + " – " + content.name;
}
function show() {
  const page = content.pages[location.pathname] || { title: "404", html: "" };
  frame(page);
  const query = new URLSearchParams(location.search).get("q");
  if (query && page.key === "search") find(query.toLowerCase());
  const place = document.getElementById("contact-form");
  if (place) setTimeout(() => build(place), 900);
}
function find(query) {
  const list = make("ol");
  for (const [path, page] of Object.entries(content.pages))
    if (page.key !== "search" && query.split(/\s+/).some((word) => word.length > 3 && (page.title + page.html).toLowerCase().includes(word))) list.append(make("li", {}, make("a", { href: path }, page.title)));
  root.querySelector("main").append(list);
}
function build(place) {
  const state = {};
  const rows = fields.map((field) => {
    const id = "fld_" + Math.random().toString(36).slice(2, 8);
    let input;
    if (field.type === "select") input = make("select", { id, onchange: (e) => (state[field.name] = e.target.value) }, make("option", { value: "" }, words.choose), ...field.options.map(([value, text]) => make("option", { value }, text)));
    else if (field.type === "textarea") input = make("textarea", { id, rows: 6, oninput: (e) => (state[field.name] = e.target.value) });
    else if (field.type === "checkbox") input = make("input", { id, type: "checkbox", onchange: (e) => (state[field.name] = e.target.checked) });
    else input = make("input", { id, type: field.type, oninput: (e) => (state[field.name] = e.target.value) });
    const error = make("div", { class: "error", "data-for": field.name, role: "alert" });
    return make("div", { class: "field field-" + field.type }, make("label", { for: id }, field.label + (field.required ? " *" : "")), input, error);
  });
  const button = make("button", { type: "button", class: "cta", onclick: () => send(place, state, button) }, words.submit);
  place.replaceChildren(make("h2", {}, words.title), ...rows, make("p", { class: "fine" }, words.privacy), button);
}
async function send(place, state, button) {
  place.querySelectorAll(".error").forEach((error) => (error.textContent = ""));
  button.disabled = true;
  const answer = await fetch(root.dataset.form, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(state) });
  const told = await answer.json();
  button.disabled = false;
  if (!told.ok) {
    for (const [name, text] of Object.entries(told.errors)) place.querySelector(`[data-for="${name}"]`).textContent = text;
    return;
  }
  place.replaceChildren(make("div", { class: "toast", role: "status" }, make("p", {}, told.message), make("p", {}, words.reference + " " + told.reference)));
}
content = await (await fetch("/api/content.json")).json();
show();
