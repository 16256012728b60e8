const form = document.getElementById("formulaire");
if (form) {
  const button = document.getElementById("envoi"), box = document.getElementById("erreurs-js"), consent = form.querySelector("input[type=checkbox]");
  const rules = {{ site.patterns | json_ld }};
  const fields = [{% for field in form.fields %}{{ [field.spec.name, field.label, field.spec.required, field.spec.format] | json_ld }},{% endfor %}];
  const ready = () => (button.disabled = !consent.checked);
  consent.addEventListener("change", ready);
  ready();
  form.addEventListener("submit", (event) => {
    const faults = [];
    for (const [name, label, required, format] of fields) {
      const field = form.elements[name];
      const value = field.type === "checkbox" ? (field.checked ? "1" : "") : field.value.trim();
      if (required && !value) faults.push("{{ w.errors.required[2] if site.language == 'fr' else w.errors.required[1] }}".replace("{label}", label));
      else if (value && rules[format] && !new RegExp("^(?:" + rules[format] + ")$").test(value)) faults.push(label + " : {{ 'format incorrect' if site.language == 'fr' else 'wrong format' }}");
    }
    if (!faults.length) return;
    event.preventDefault();
    box.hidden = false;
    box.replaceChildren(...faults.map((text) => Object.assign(document.createElement("p"), { textContent: text })));
    box.scrollIntoView();
  });
}
