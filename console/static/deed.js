// How it went: the consequence shown in place, and the deed held back for a moment, so that it can
// be undone. A fact is never unmade; until it is sent there is none.

import { button, find, gone, hide, nextAfter, open, parsed, refresh, say, trouble } from "./desk.js";

const HELD_FOR = 5000;

// What has been pressed and not yet sent: at most one. The next press sends the one before.
let held = null;
// Deeds on their way, one after the other.
let sending = Promise.resolve();
// The consequence that is being asked for.
let shown = Promise.resolve(false);

const encoded = (form) => new URLSearchParams(new FormData(form));

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

export function choose(key) {
  const radio = find(`#outcome [data-key="${key}"]`);
  if (!radio) return;
  radio.checked = true;
  const more = { snooze: "span", call_back_later: "later" }[radio.value];
  (find(`#outcome [name="${more}"]`) ?? radio).focus();
  consider();
}

export function consider() {
  shown = ask();
}

// The deed

export async function commit(form) {
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

export function undo() {
  if (!held) return;
  clearTimeout(held.timer);
  const { address, task } = held;
  held = null;
  gone.delete(task);
  open(address).then(() => say("Undone: nothing was recorded."));
}

export function send() {
  if (!held) return;
  const deed = held;
  held = null;
  clearTimeout(deed.timer);
  find("#toast").replaceChildren();
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
