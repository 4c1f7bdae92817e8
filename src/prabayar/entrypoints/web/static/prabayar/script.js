// What pages do beyond forms and links; everything works without it but hovering and copying.
"use strict";

// Copy a text, and say so for a moment.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
  } catch {
    const range = document.createRange();
    range.selectNodeContents(button.parentElement.querySelector(".text"));
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    return;
  }
  const label = button.textContent;
  button.textContent = button.dataset.done;
  setTimeout(() => { button.textContent = label; }, 1600);
});

// A choice that acts at once; without this script there is a button.
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-at-once]");
  if (form) form.requestSubmit();
});
for (const button of document.querySelectorAll("form[data-at-once] .without-script")) {
  button.hidden = true;
}

// A form is sent once: a second press while it is on its way does nothing.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || form.hasAttribute("hx-post")) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "1";
});
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

// Charts: what a place on the axis says, by pointer and by the arrow keys.
for (const figure of document.querySelectorAll(".figure:has(.chart)")) {
  const chart = figure.querySelector(".chart");
  const tip = figure.querySelector(".tip");
  const hits = [...chart.querySelectorAll(".hit")];
  let at = hits.length - 1;
  const show = (index) => {
    at = Math.max(0, Math.min(hits.length - 1, index));
    hits.forEach((hit, i) => hit.classList.toggle("on", i === at));
    tip.textContent = hits[at].dataset.tip;
    tip.hidden = false;
  };
  const hide = () => {
    tip.hidden = true;
    hits.forEach((hit) => hit.classList.remove("on"));
  };
  hits.forEach((hit, i) => hit.addEventListener("pointerenter", () => show(i)));
  chart.addEventListener("pointerleave", hide);
  chart.addEventListener("focus", () => show(at));
  chart.addEventListener("blur", hide);
  chart.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!step) return;
    event.preventDefault();
    show(at + step);
  });
}

// The menu of a small screen is closed at first; a wide one always shows it.
for (const menu of document.querySelectorAll("details.menu")) {
  const wide = matchMedia("(min-width: 55.01rem)");
  const fit = () => { menu.open = wide.matches; };
  wide.addEventListener("change", fit);
  fit();
}

// Keyboard: "/" goes to the search of the page.
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.target.closest("input, select, textarea")) return;
  const search = document.querySelector("input[type=search]");
  if (search) { event.preventDefault(); search.focus(); search.select(); }
});

// Keyboard of a queue: j and k (or n) walk down and up its rows, Enter follows; on the page of one
// thing each key presses what carries it, such as "a" to accept and "n" for the next.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, select, textarea, [popover]")) return;
  const pressed = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (pressed) { event.preventDefault(); pressed.click(); return; }
  const step = { j: 1, n: 1, k: -1 }[event.key];
  const rows = [...document.querySelectorAll("[data-row]")];
  if (!step || !rows.length) return;
  event.preventDefault();
  const at = rows.indexOf(document.activeElement);
  rows[at < 0 ? 0 : Math.max(0, Math.min(rows.length - 1, at + step))].focus();
});
