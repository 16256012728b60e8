document.querySelectorAll("[data-show]").forEach((link) => link.addEventListener("click", (event) => {
  event.preventDefault();
  const form = link.closest("form"), current = link.closest("fieldset"), next = form.querySelector(".powermail_fieldset_" + link.dataset.show);
  if (link.dataset.show === "2") {
    let good = true;
    current.querySelectorAll("input,select").forEach((field) => {
      const old = field.parentNode.querySelector(".powermail-errors-list");
      if (old) old.remove();
      if (!field.checkValidity()) {
        good = false;
        const list = document.createElement("ul");
        list.className = "powermail-errors-list filled";
        list.innerHTML = "<li></li>";
        list.firstChild.textContent = field.validationMessage;
        field.after(list);
      }
    });
    if (!good) return;
  }
  current.hidden = true;
  next.hidden = false;
}));
document.querySelectorAll(".powermail_form").forEach((form) => form.addEventListener("submit", (event) => {
  if (form.checkValidity()) return;
  event.preventDefault();
  const bad = form.querySelector("input:invalid,select:invalid,textarea:invalid");
  bad.closest("fieldset").hidden = false;
  const told = bad.parentNode.querySelector(".powermail-errors-list") || bad.parentNode.appendChild(Object.assign(document.createElement("ul"), { className: "powermail-errors-list filled" }));
  told.innerHTML = "<li></li>";
  told.firstChild.textContent = bad.validationMessage;
}));
