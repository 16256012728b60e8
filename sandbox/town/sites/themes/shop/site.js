document.querySelectorAll(".q").forEach((q) => q.addEventListener("click", () => {
  const open = q.getAttribute("aria-expanded") === "true";
  q.setAttribute("aria-expanded", String(!open));
  q.nextElementSibling.hidden = open;
}));
const box = document.getElementById("chatbox");
document.getElementById("chat").addEventListener("click", () => (box.hidden = !box.hidden));
const said = (text, who) => box.insertBefore(Object.assign(document.createElement("p"), { className: who, textContent: text }), document.getElementById("chat-text"));
document.getElementById("chat-send").addEventListener("click", () => {
  const input = document.getElementById("chat-text");
  if (!input.value) return;
  said(input.value, "me");
  input.value = "";
  setTimeout(() => said("{{ "Je n'ai pas bien compris. Avez-vous consulté le centre d'aide ?" if site.language == 'fr' else 'Sorry, I did not get that. Have you seen the help centre?' }}", "bot"), 500);
});
