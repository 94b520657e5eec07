// The parts of the day's page: the queue, the card, the timeline, and the line that says something.
// A page of the console is asked for, and its parts are put in place of those that stand here.

const PARTS = [".score", "#queue", "#card", "#timeline"];

export const find = (what) => document.querySelector(what);
export const parsed = (text) => new DOMParser().parseFromString(text, "text/html");
export const trouble = (page) => page.querySelector(".problem")?.textContent ?? "Something went wrong.";

// What is done as far as the rep is concerned, and still open in the ledger.
export const gone = new Set();

export function say(words, ...buttons) {
  const line = document.createElement("p");
  line.textContent = words;
  find("#toast").replaceChildren(line, ...buttons);
}

export function button(label, does) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = label;
  made.addEventListener("click", does);
  return made;
}

function put(page) {
  for (const part of PARTS) {
    const fresh = page.querySelector(part);
    if (fresh) find(part)?.replaceWith(document.importNode(fresh, true));
  }
  settle();
}

export function settle() {
  const deed = find("#outcome button");
  if (deed) deed.textContent = deed.dataset.label;
  hide();
  offerToCopy();
}

// What goes out by another program is copied there; browsers allow it on https and on this machine.
function offerToCopy() {
  if (!navigator.clipboard) return;
  for (const part of document.querySelectorAll("[data-copy]:not(:has(button))")) {
    const words = part.querySelector(".words").textContent;
    const copies = ({ target }) => navigator.clipboard.writeText(words).then(() => (target.textContent = "Copied"));
    part.append(Object.assign(button("Copy", copies), { className: "plain" }));
  }
}

export function hide() {
  for (const link of document.querySelectorAll("#queue [data-task]")) {
    link.parentElement.hidden = gone.has(link.dataset.task);
  }
}

export async function open(address, { focus = true } = {}) {
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

export function step(by) {
  const all = links();
  const at = all.indexOf(document.activeElement);
  const from = at < 0 ? all.findIndex((link) => link.ariaCurrent === "true") : at;
  all[Math.min(Math.max(from + by, 0), all.length - 1)]?.focus();
}

// The task below this one, or the first of the others.
export function nextAfter(task) {
  const all = links().flatMap((link) => link.dataset.task ?? []);
  const at = all.indexOf(task);
  return [...all.slice(at + 1), ...all.slice(0, Math.max(at, 0))][0];
}

// What the answer shows of the day; the card is the rep's own.
export function refresh(page) {
  for (const part of [".score", "#queue"]) {
    if (find(part)?.contains(document.activeElement)) continue;
    const fresh = page.querySelector(part);
    if (fresh) find(part)?.replaceChildren(...fresh.childNodes);
  }
  mark();
  hide();
}

export function mark() {
  const task = find("#card").dataset.task;
  for (const link of document.querySelectorAll("#queue [data-task]")) {
    if (link.dataset.task === task) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}
