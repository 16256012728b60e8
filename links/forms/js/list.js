// The options of the lists that are open now.
const items = everything().filter((el) => el.matches("[role=option], [role=listbox] li, [role=menuitemradio], .select2-results li, [class*=option]:not(select):not(option)")
  && !el.querySelector("[role=option], [class*=option]") && seen(el) && el.getAttribute("aria-disabled") !== "true").slice(0, 300);
const roled = items.filter((el) => el.getAttribute("role") === "option");
const nodes = roled.length ? roled : items;
return { texts: nodes.map((el) => textOf(el, 200)), nodes };
