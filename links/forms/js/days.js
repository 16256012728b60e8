// The days of the calendar that is open now: numbers in cells, those of other months and closed ones left out.
const outside = /(^|[\s_-])(prev|next|old|new|other|outside|muted|disabled|off)/i;
const nodes = everything().filter((el) => el.matches("td, [role=gridcell], button, a, span, div") && /^\s*\d{1,2}\s*$/.test(el.textContent)
  && !el.querySelector("td, [role=gridcell], button, a") && lineage(el).some((at) => at.matches("[role=grid], [role=dialog], table, [class*=calend i], [class*=datepick i], [class*=picker i]"))
  && !lineage(el).slice(0, 2).some((at) => outside.test(String(at.className)) || at.getAttribute("aria-disabled") === "true" || at.disabled) && seen(el));
return { texts: nodes.map((el) => el.textContent.trim()), nodes };
