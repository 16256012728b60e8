document.querySelectorAll(".wpcf7-form").forEach((form) => {
  form.closest(".wpcf7").classList.replace("no-js", "js");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    form.querySelectorAll(".wpcf7-not-valid-tip").forEach((tip) => tip.remove());
    form.classList.add("submitting");
    const answer = await fetch(form.dataset.api, { method: "POST", body: new FormData(form), headers: { Accept: "application/json, */*;q=0.1" } });
    const told = await answer.json();
    form.classList.remove("submitting", "init", "invalid", "sent");
    form.classList.add(told.status === "mail_sent" ? "sent" : "invalid");
    form.dataset.status = told.status;
    for (const field of told.invalid_fields || []) {
      const place = form.querySelector(field.into);
      if (!place) continue;
      const tip = document.createElement("span");
      tip.className = "wpcf7-not-valid-tip";
      tip.textContent = field.message;
      place.append(tip);
      place.querySelector("input,textarea").setAttribute("aria-invalid", "true");
    }
    const output = form.querySelector(".wpcf7-response-output");
    output.textContent = told.message;
    form.closest(".wpcf7").querySelector(".screen-reader-response [role=status]").textContent = told.message;
    if (told.status === "mail_sent") form.reset();
  });
});
