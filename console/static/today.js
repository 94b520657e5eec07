// The day by keyboard. The page works without this: what is pressed here is the form that stands in
// it (`deed.js`), on the page as it stands (`desk.js`).

import { choose, commit, consider, send, undo } from "./deed.js";
import { find, hide, mark, open, settle, step } from "./desk.js";

const isTyping = (at) => at.matches("input:not([type=radio]), textarea, select");

const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  u: undo,
  n: () => find("#outcome textarea")?.focus(),
  t: () => find("#take button")?.click(),
  "/": () => find("#find").focus(),
  "?": () => find("#keys").showModal(),
};

document.addEventListener("keydown", (event) => {
  const at = event.target;
  if (event.ctrlKey || event.metaKey || event.altKey || find("#keys").open) return;
  if (event.key === "Escape") return at.blur();
  if (event.key === "Enter" && !event.shiftKey && at.matches("#outcome :is(input, select, textarea)")) {
    event.preventDefault();
    return at.form.requestSubmit();
  }
  if (isTyping(at)) return;
  const does = KEYS[event.key] ?? (/^[1-9a-z]$/.test(event.key) ? () => choose(event.key) : null);
  if (!does) return;
  event.preventDefault();
  does();
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("#queue a[data-task], .over a.button");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  open(link.href);
});

document.addEventListener("change", (event) => {
  if (event.target.matches("#outcome [name=outcome], #outcome [name=span], #outcome [name=later]")) consider();
});

document.addEventListener("submit", (event) => {
  if (!event.target.matches("#outcome")) return;
  event.preventDefault();
  commit(event.target);
});

// Who leaves the page has had their time to undo.
addEventListener("pagehide", send);
document.addEventListener("drumbeat:fresh", () => {
  mark();
  hide();
});
find("#show-keys").hidden = false;
find("#show-keys").addEventListener("click", () => find("#keys").showModal());
settle();
