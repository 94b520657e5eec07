// Keeps what is marked data-live up to date while somebody looks: the page is asked for again and
// its marked parts are put in place. Without this script the page is as it was when it was opened.
"use strict";

const EVERY = 4000;
const seen = new Map();

// Nothing moves under somebody's hands.
const isInUse = (part) => part.contains(document.activeElement);

const opened = (part) => [...part.querySelectorAll("details")].map((each) => each.open);

function put(part, fresh) {
  const before = opened(part);
  part.replaceChildren(...fresh.childNodes);
  part.querySelectorAll("details").forEach((each, at) => {
    each.open = before[at] ?? each.open;
  });
}

async function refresh() {
  const answer = await fetch(location.href, { headers: { "X-Drumbeat-Live": "yes" } });
  if (!answer.ok || answer.redirected) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of document.querySelectorAll("[data-live]")) {
    const name = part.dataset.live;
    const fresh = page.querySelector(`[data-live="${name}"]`);
    const words = fresh?.innerHTML;
    if (!fresh || words === seen.get(name) || isInUse(part)) continue;
    seen.set(name, words);
    put(part, fresh);
  }
  document.dispatchEvent(new Event("drumbeat:fresh"));
}

async function keep() {
  if (!document.hidden) await refresh().catch(() => {});
  setTimeout(keep, EVERY);
}

// On a phone the pages stand in one line that scrolls: the one that is open is in sight.
const here = document.querySelector(".frame [aria-current]");
if (here) here.closest("nav").scrollLeft = here.offsetLeft - here.offsetWidth;

const live = document.querySelectorAll("[data-live]");
live.forEach((part) => seen.set(part.dataset.live, part.innerHTML));
if (live.length) setTimeout(keep, EVERY);
