// What the pages of conversations need beyond console.js: their live parts, the countdown of the service window.
"use strict";

const SECOND_MS = 1000;
// Nobody is about to click in a list over which the pointer rested so long.
const CALM_MS = 3000;
let pointedAt = 0;

/** Tell the server what the page shows. */
document.addEventListener("htmx:configRequest", ({ detail }) => {
  const { elt, parameters } = detail;
  if (elt.matches("[data-rows]")) parameters.digest = elt.dataset.digest;
  const head = $("#talk-head");
  if (head === null || elt.closest(".talk") === null) return;
  parameters.seen = $("#timeline > li:last-child")?.dataset.at ?? "0";
  parameters.mode = $("#composer").dataset.mode;
  if (elt.matches("[data-talk]")) parameters.digest = head.dataset.digest;
});

document.addEventListener("pointermove", ({ target }) => {
  if (target.closest("#rows")) pointedAt = Date.now();
});

// The rows of a list are replaced as a whole: who wrote last stands first. ------------------------------------------

let shownRows = new Map();
let rowInHand = null;

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (!detail.requestConfig.elt.matches("[data-rows]") || detail.xhr.status !== 200) return;
  if (Date.now() - pointedAt < CALM_MS) detail.shouldSwap = false;
  shownRows = new Map($$("#rows .row").map((row) => [row.id, row.dataset.version]));
  rowInHand = currentRow()?.id ?? null;
});

document.addEventListener("htmx:load", ({ detail }) => {
  if (detail.elt.id !== "rows" || shownRows.size === 0) return;
  $$("#rows .row").forEach((row) => row.classList.toggle("fresh", shownRows.get(row.id) !== row.dataset.version));
  const kept = rowInHand === null ? null : document.getElementById(rowInHand);
  if (kept !== null) {
    kept.classList.add("current");
    $("[data-open]", kept).focus({ preventScroll: true });
  }
  rememberList();
});

// The thread ---------------------------------------------------------------------------------------------------------

/** A talk is read from its end. */
document.addEventListener("DOMContentLoaded", () => {
  if (window.location.hash === "" && $("#timeline") !== null) $("#timeline > li:last-child")?.scrollIntoView({ block: "center" });
});

/** The neighbours in the list that it was opened from are conversations too. */
document.addEventListener("DOMContentLoaded", () => {
  const talk = $("[data-talk]");
  if (talk === null) return;
  $$("[data-key]").forEach((link) => (link.textContent = link.dataset.key === "j" ? talk.dataset.next : talk.dataset.previous));
});

let wasAtEnd = false;
const isAtEnd = () => window.innerHeight + window.scrollY >= document.body.scrollHeight - 160;

document.addEventListener("htmx:beforeSwap", () => (wasAtEnd = isAtEnd()));
document.addEventListener("htmx:oobAfterSwap", ({ detail }) => {
  if (detail.target.id === "timeline" && wasAtEnd) $("#composer").scrollIntoView({ block: "end" });
});

KEYS.r = () => focusOn($("#reply_text"));

// The countdown --------------------------------------------------------------------------------------------------------

const two = (number) => String(number).padStart(2, "0");

function countDown() {
  $$("[data-until]").forEach((clock) => {
    const left = Number(clock.dataset.until) - Math.floor(Date.now() / SECOND_MS);
    if (left <= 0) {
      // The composer is another now.
      delete clock.dataset.until;
      document.body.dispatchEvent(new CustomEvent("console:closed"));
      return;
    }
    clock.textContent = `${two(Math.floor(left / 3600))}:${two(Math.floor(left / 60) % 60)}:${two(left % 60)}`;
  });
}
window.setInterval(countDown, SECOND_MS);
document.addEventListener("DOMContentLoaded", countDown);
