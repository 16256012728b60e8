const sheet = "label{display:block;font-weight:600;margin:.9rem 0 .25rem}input,select,textarea{font:inherit;width:100%;padding:.55rem;border:1px solid #888;border-radius:6px;box-sizing:border-box}input[type=checkbox]{width:auto}.bad{color:#b3001b;font-size:.85rem}.trap{position:absolute;left:-5000px}button{font:inherit;margin-top:1rem;background:{{ site.palette[0] }};color:#fff;border:0;border-radius:6px;padding:.7rem 1.6rem}";
customElements.define("ds-header", class extends HTMLElement {
  connectedCallback() {
    this.attachShadow({ mode: "open" }).innerHTML = `<style>header{display:flex;flex-wrap:wrap;gap:1.5rem;align-items:center;background:{{ site.palette[0] }};padding:1rem 5vw}b{color:#fff;font-size:1.3rem;margin-right:auto}</style><header><b></b><slot name="nav"></slot></header>`;
    this.shadowRoot.querySelector("b").textContent = this.getAttribute("name");
  }
});
customElements.define("ds-field", class extends HTMLElement {
  connectedCallback() {
    const shadow = this.attachShadow({ mode: "open" }), type = this.getAttribute("type"), required = this.hasAttribute("required");
    const style = document.createElement("style");
    style.textContent = sheet;
    const label = document.createElement("label");
    this.input = document.createElement(type === "textarea" || type === "select" ? type : "input");
    if (this.input.tagName === "INPUT") this.input.type = type;
    if (type === "textarea") this.input.rows = 6;
    if (type === "select") this.input.append(new Option("{{ w.choose }}", ""), ...this.getAttribute("options").split("|").map((text) => new Option(text, text)));
    this.input.id = "control";
    this.input.required = required;
    label.htmlFor = "control";
    label.textContent = this.getAttribute("label") + (required ? " *" : "");
    this.error = document.createElement("div");
    this.error.className = "bad";
    type === "checkbox" ? shadow.append(style, this.input, label, this.error) : shadow.append(style, label, this.input, this.error);
  }
  get value() {
    return this.input.type === "checkbox" ? (this.input.checked ? "1" : "") : this.input.value;
  }
});
customElements.define("ds-form", class extends HTMLElement {
  connectedCallback() {
    const shadow = this.attachShadow({ mode: "open" });
    shadow.innerHTML = `<style>${sheet}</style><slot></slot><div class="trap" aria-hidden="true"><input name="website" tabindex="-1" autocomplete="off"></div><button type="button"></button><p role="status"></p>`;
    const button = shadow.querySelector("button");
    button.textContent = this.getAttribute("submit-label");
    button.addEventListener("click", () => this.send());
  }
  async send() {
    const fields = [...this.querySelectorAll("ds-field")], status = this.shadowRoot.querySelector("[role=status]");
    const values = Object.fromEntries(fields.map((field) => [field.getAttribute("name"), field.value]));
    values.website = this.shadowRoot.querySelector("[name=website]").value;
    const told = await (await fetch(this.getAttribute("endpoint"), { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(values) })).json();
    fields.forEach((field) => (field.error.textContent = (told.errors || {})[field.getAttribute("name")] || ""));
    status.textContent = told.message;
    if (told.ok) {
      fields.forEach((field) => field.remove());
      this.shadowRoot.querySelector("button").remove();
    }
  }
});
