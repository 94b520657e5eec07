// The day by keyboard. The page works without this: what is pressed here is the form that stands in
// it, with the consequence shown in place and the deed held back for a moment, so that it can be
// undone. A fact is never unmade; until it is sent there is none.
"use strict";

const HELD_FOR = 5000;
const PARTS = [".score", "#queue", "#card", "#timeline"];

const find = (what) => document.querySelector(what);
const toast = find("#toast");

// What has been pressed and not yet sent: at most one. The next press sends the one before.
let held = null;
// What is done as far as the rep is concerned, and still open in the ledger.
const gone = new Set();
// Deeds on their way, one after the other.
let sending = Promise.resolve();
// The consequence that is being asked for.
let shown = Promise.resolve(false);

const encoded = (form) => new URLSearchParams(new FormData(form));
const parsed = (text) => new DOMParser().parseFromString(text, "text/html");
const trouble = (page) => page.querySelector(".problem")?.textContent ?? "Something went wrong.";

function say(words, ...buttons) {
  const line = document.createElement("p");
  line.textContent = words;
  toast.replaceChildren(line, ...buttons);
}

function button(label, does) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = label;
  made.addEventListener("click", does);
  return made;
}

// Pages and their parts

function put(page) {
  for (const part of PARTS) {
    const fresh = page.querySelector(part);
    if (fresh) find(part)?.replaceWith(document.importNode(fresh, true));
  }
  settle();
}

function settle() {
  const deed = find("#outcome button");
  if (deed) deed.textContent = deed.dataset.label;
  hide();
}

function hide() {
  for (const link of document.querySelectorAll("#queue [data-task]")) {
    link.parentElement.hidden = gone.has(link.dataset.task);
  }
}

async function open(address, { focus = true } = {}) {
  const answer = await fetch(address).catch(() => null);
  if (!answer || answer.redirected) return void location.assign(address);
  const page = parsed(await answer.text());
  if (!answer.ok) return say(trouble(page));
  history.replaceState(null, "", address);
  put(page);
  if (focus) find("#card h2")?.focus();
}

// The queue

const links = () => [...document.querySelectorAll("#queue .work a")].filter((a) => !a.parentElement.hidden);

function step(by) {
  const all = links();
  const at = all.indexOf(document.activeElement);
  const from = at < 0 ? all.findIndex((link) => link.ariaCurrent === "true") : at;
  all[Math.min(Math.max(from + by, 0), all.length - 1)]?.focus();
}

// The task below this one, or the first of the others.
function nextAfter(task) {
  const all = links().flatMap((link) => link.dataset.task ?? []);
  const at = all.indexOf(task);
  return [...all.slice(at + 1), ...all.slice(0, Math.max(at, 0))][0];
}

// What follows

async function ask() {
  const form = find("#outcome");
  const line = find("#follows");
  line.textContent = "";
  const answer = await fetch(form.action, { method: "POST", body: encoded(form) }).catch(() => null);
  if (!answer || answer.redirected) return tell(line, "The console does not answer.", false);
  const page = parsed(await answer.text());
  const words = answer.ok ? page.querySelector("#follows").textContent : trouble(page);
  return tell(line, words, answer.ok);
}

function tell(line, words, isFit) {
  line.textContent = words;
  line.classList.toggle("late", !isFit);
  return isFit;
}

function choose(key) {
  const radio = find(`#outcome [data-key="${key}"]`);
  if (!radio) return;
  radio.checked = true;
  const more = { snooze: "span", call_back_later: "later" }[radio.value];
  (find(`#outcome [name="${more}"]`) ?? radio).focus();
  shown = ask();
}

// The deed

async function commit(form) {
  if (!form.reportValidity() || !(await shown)) return;
  send();
  const radio = form.querySelector("[name=outcome]:checked");
  const task = find("#card").dataset.task;
  held = {
    task,
    address: location.pathname + location.search,
    deed: form.dataset.deed,
    body: encoded(form),
    timer: setTimeout(send, HELD_FOR),
  };
  const label = radio.closest("label").querySelector("span").textContent;
  const next = nextAfter(task);
  gone.add(task);
  hide();
  say(`${label}: ${find("#follows").textContent}`, button("Undo", undo));
  if ("stays" in radio.dataset) stay(form, next);
  else await go(next);
}

async function go(next) {
  if (next) return open(`/today/${encodeURIComponent(next)}${location.search}`);
  const card = find("#card");
  card.dataset.task = "";
  card.replaceChildren(find("#nothing").content.cloneNode(true));
}

// After a live conversation nothing moves on by itself.
function stay(form, next) {
  const on = button("Next", () => go(next));
  form.replaceChildren(on);
  on.focus();
}

function undo() {
  if (!held) return;
  clearTimeout(held.timer);
  const { address, task } = held;
  held = null;
  gone.delete(task);
  open(address).then(() => say("Undone: nothing was recorded."));
}

function send() {
  if (!held) return;
  const deed = held;
  held = null;
  clearTimeout(deed.timer);
  toast.replaceChildren();
  sending = sending.then(() => deliver(deed));
}

async function deliver(deed) {
  const answer = await fetch(deed.deed, { method: "POST", body: deed.body, keepalive: true }).catch(() => null);
  // No answer: it may have been recorded or not. The form has its number, so to send it again is safe.
  if (!answer || answer.status >= 500) {
    const words = answer ? trouble(parsed(await answer.text())) : "The console does not answer.";
    return say(words, button("Send it again", () => deliver(deed)));
  }
  const page = parsed(await answer.text());
  gone.delete(deed.task);
  if (answer.ok && new URL(answer.url).pathname.startsWith("/today")) return refresh(page);
  if (answer.redirected) return location.assign(deed.address);
  hide();
  say(`Not recorded. ${trouble(page)}`, button("Open it again", () => open(deed.address)));
}

// What the answer shows of the day; the card is the rep's own.
function refresh(page) {
  for (const part of [".score", "#queue"]) {
    if (find(part)?.contains(document.activeElement)) continue;
    const fresh = page.querySelector(part);
    if (fresh) find(part)?.replaceChildren(...fresh.childNodes);
  }
  mark();
  hide();
}

function mark() {
  const task = find("#card").dataset.task;
  for (const link of document.querySelectorAll("#queue [data-task]")) {
    if (link.dataset.task === task) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

// Keys

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
  if (event.target.matches("#outcome [name=outcome], #outcome [name=span], #outcome [name=later]")) shown = ask();
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
