// The little that pages need beyond HTML and htmx. Every page works without it; here things become quicker.
"use strict";

const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
const words = () => $("#words").dataset;
const TICK_MS = 4000;

document.documentElement.classList.add("scripted");
document.addEventListener("DOMContentLoaded", () => {
  if (window.matchMedia("(max-width: 56rem)").matches) $$("details[data-wide]").forEach((details) => (details.open = false));
  prepare(document);
  rememberList();
  countSelected();
  focusOn(document.getElementById(sessionStorage.getItem("focus") ?? ""));
  sessionStorage.removeItem("focus");
  showNeighbours();
  window.setInterval(tick, TICK_MS);
});

/** Make new parts of the page work: those of the first page, and whatever htmx brings later. */
function prepare(root) {
  $$("[data-needs-script], [data-opens]", root).forEach((element) => (element.hidden = false));
  $$("[data-dismiss]", root).forEach((button) => (button.hidden = false));
  $$("[data-composer]", root).forEach(restoreDraft);
  $$(".views [aria-current]", root).forEach(bringIntoView);
}

/** On a phone the tabs are wider than the page: the one that is open is brought into view. The page itself stays. */
function bringIntoView(tab) {
  const bar = tab.closest(".views");
  const [ours, whole] = [tab, bar].map((element) => element.getBoundingClientRect());
  bar.scrollLeft += ours.left - whole.left - (whole.width - ours.width) / 2;
}
document.addEventListener("htmx:load", (event) => prepare(event.detail.elt));

// Live parts ----------------------------------------------------------------------------------------------------

let failures = 0;
let skipped = 0;
let ticks = 0;

/** Let the live parts of the page ask for news: while somebody looks, and rarely while nothing answers. */
function tick() {
  skipped += 1;
  if (document.hidden || skipped < Math.min(failures, 8)) return;
  skipped = 0;
  ticks += 1;
  document.body.dispatchEvent(new CustomEvent("console:tick"));
  if (ticks % 2 === 0) document.body.dispatchEvent(new CustomEvent("console:beat"));
  if (ticks % 8 === 0) document.body.dispatchEvent(new CustomEvent("console:rarely"));
}
document.addEventListener("visibilitychange", tick);

/** Tell the server which version and which entries the page shows. */
document.addEventListener("htmx:configRequest", ({ detail }) => {
  if (detail.elt.id === "news") detail.parameters.since = ($("[data-since]", detail.elt) ?? detail.elt).dataset.since;
  const head = $("#ticket-head");
  if (head === null) return;
  if (detail.elt.id === "presence") detail.parameters.is_typing = String(Date.now() - typedAt < TYPING_MS);
  detail.parameters.seen = $("#timeline > li:last-child")?.dataset.at ?? "0";
  if (detail.elt.matches("[data-poll]")) detail.parameters.version = head.dataset.version;
});

let isPoll = false;
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  isPoll = detail.requestConfig.elt.matches("[data-poll]");
  if (isPoll && detail.xhr.status >= 400 && detail.xhr.status !== 401) detail.shouldSwap = false;
});

/** News never overwrite what somebody is filling in, and never show an entry twice. */
document.addEventListener("htmx:oobBeforeSwap", (event) => {
  const { target, fragment } = event.detail;
  if (isPoll && target.matches("[data-guarded]") && isBusy(target)) event.detail.shouldSwap = false;
  $$("[id^='entry-']", fragment).forEach((item) => {
    if (document.getElementById(item.id) !== null) item.remove();
    else item.classList.add("fresh");
  });
});

/** Put the rows that changed into the list: those that are shown in their places, new ones above, when it is calm. */
document.addEventListener("htmx:afterSwap", ({ detail }) => {
  if (detail.target.id !== "news") return;
  $$("#news tbody").forEach((body) => {
    const row = $(".row", body);
    const shown = $(`#rows #${CSS.escape(row.id)}`);
    if (shown !== null && shown.dataset.version === row.dataset.version) return;
    row.classList.add("fresh");
    if (shown !== null) replaceRow(shown, row, body.dataset.matches === "no");
    else if (body.dataset.matches === "yes") keepForLater(row);
  });
  if (isCalm()) showNewRows();
  else offerNewRows();
});

function replaceRow(shown, row, isGone) {
  $("input[type=checkbox]", row).checked = $("input[type=checkbox]", shown).checked;
  row.classList.toggle("gone", isGone);
  row.classList.toggle("current", shown.classList.contains("current"));
  const hadFocus = shown.contains(document.activeElement);
  shown.replaceWith(row);
  if (hadFocus) $("[data-open]", row).focus();
}

const newRows = new Map();

function keepForLater(row) {
  newRows.set(row.id, row.cloneNode(true));
}

/** Nobody is about to click in the list, which would move under the pointer. */
function isCalm() {
  return $("[data-list]:hover, [data-list] :checked") === null && currentRow() === null;
}

function showNewRows() {
  const rows = $("#rows");
  newRows.forEach((row) => rows.prepend(row));
  newRows.clear();
  $("#waiting-news").hidden = true;
}

function offerNewRows() {
  const bar = $("#waiting-news");
  bar.hidden = newRows.size === 0;
  $("span", bar).textContent = `${$("#news [data-words]").dataset.words} ${newRows.size}`;
}

/** Test if somebody is in the middle of a form of the part: it is open, or a field differs from what came. */
function isBusy(part) {
  const fields = $$("input:not([type=hidden]), select, textarea", part);
  return $("details[open]", part) !== null || fields.some(isChanged);
}

function isChanged(field) {
  if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
  if (field.tagName === "SELECT") {
    // Where the page names none, the browser selects the first.
    const given = Math.max([...field.options].findIndex((option) => option.defaultSelected), 0);
    return field.selectedIndex !== given;
  }
  return field.value !== field.defaultValue;
}

// When nothing answers --------------------------------------------------------------------------------------------

document.addEventListener("htmx:afterRequest", ({ detail }) => {
  const status = detail.xhr?.status ?? 0;
  if (status === 0 || status >= 502) {
    failures += 1;
    showBanner(status === 0 ? words().offline : words().unavailable);
  } else {
    failures = 0;
    $("#banner")?.remove();
  }
});

function showBanner(text) {
  if ($("#banner") !== null) return;
  const banner = document.createElement("div");
  Object.assign(banner, { id: "banner", className: "notice warning banner", textContent: text });
  banner.setAttribute("role", "status");
  document.body.append(banner);
}

/** Announce a sentence to who does not see it appear. */
function announce(text) {
  $("#announcer").textContent = text;
}

// Clicks ----------------------------------------------------------------------------------------------------------

document.addEventListener("click", (event) => {
  const { target } = event;
  $$("details.menu[open]").forEach((menu) => menu.contains(target) || (menu.open = false));
  target.closest("[data-dismiss]")?.parentElement.remove();
  if (target.closest("[data-show-news]")) showNewRows();
  if (target.closest("[data-insert]")) insertCanned(target.closest("[data-insert]"));
  if (target.closest("[data-unselect]")) selectAll(false);
  if (target.closest("[data-reload]")) {
    event.preventDefault();
    window.location.reload();
  }
  const opener = target.closest("[data-opens]");
  if (opener) openDialog(opener.dataset.opens);
  if (target.tagName === "DIALOG") target.close();
});

function openDialog(id) {
  $$("details.menu[open]").forEach((menu) => (menu.open = false));
  const dialog = document.getElementById(id);
  if (dialog === null || dialog.open) return;
  dialog.showModal();
  if (id === "palette") openPalette();
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-theme-form]") || event.submitter === null) return;
  event.preventDefault();
  const theme = event.submitter.value;
  document.documentElement.dataset.theme = theme;
  // Django's own pages look here.
  localStorage.setItem("theme", theme === "system" ? "auto" : theme);
  $$("button", form).forEach((button) => button.setAttribute("aria-pressed", String(button === event.submitter)));
  void fetch(form.action, { method: "POST", body: new FormData(form, event.submitter), redirect: "manual" });
});

// Writing: drafts, images ------------------------------------------------------------------------------------------

// Somebody is writing while the last letter is no older than this.
const TYPING_MS = 10_000;
let typedAt = 0;

/** Who closes a ticket is not there any more. */
window.addEventListener("pagehide", () => {
  const presence = $("#presence");
  if (presence === null) return;
  const leaving = new FormData();
  leaving.set("csrfmiddlewaretoken", JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"]);
  navigator.sendBeacon(presence.dataset.leave, leaving);
});

const draftKey = (composer) => `draft:${document.body.dataset.account}:${composer.dataset.draft}`;

function restoreDraft(composer) {
  const key = draftKey(composer);
  if (new URLSearchParams(window.location.search).has("sent")) {
    localStorage.removeItem(key);
    history.replaceState(null, "", window.location.pathname + window.location.hash);
  }
  const draft = JSON.parse(localStorage.getItem(key) ?? "null");
  const text = $("textarea", composer);
  if (draft === null || text.value !== "") return;
  text.value = draft.text;
  const kind = $(`[name="kind"][value="${draft.kind}"]`, composer);
  if (kind !== null) kind.checked = true;
  announce(words().restored);
}

document.addEventListener("input", ({ target }) => {
  const composer = target.closest("[data-composer]");
  if (composer === null || target.type === "file") return;
  typedAt = Date.now();
  const text = $("textarea", composer).value;
  const kind = $('[name="kind"]:checked', composer)?.value ?? "reply";
  if (text.trim() === "") localStorage.removeItem(draftKey(composer));
  else localStorage.setItem(draftKey(composer), JSON.stringify({ text, kind }));
});

/** What was sent is no draft any more. It is forgotten before the fresh composer is put in place of the sent one. */
document.addEventListener("composer:sent", () => {
  $$("[data-composer]").forEach((composer) => localStorage.removeItem(draftKey(composer)));
});

document.addEventListener("change", ({ target }) => {
  if (target.matches("[data-files]")) showChosen(target);
  if (target.matches("[data-select-all]")) selectAll(target.checked);
  if (target.closest("[data-list]")) countSelected();
  if (target.matches("[data-filter] select")) {
    sessionStorage.setItem("focus", target.id);
    target.form.requestSubmit();
  }
});

function selectAll(isSelected) {
  $$("[data-list] .row input[type=checkbox]").forEach((box) => (box.checked = isSelected));
  countSelected();
}

function countSelected() {
  const count = $("[data-count]");
  if (count !== null) count.textContent = String($$("[data-list] .row :checked").length);
}

/** Put a canned reply where the cursor is. */
function insertCanned(button) {
  const text = $("textarea", button.form);
  text.setRangeText(button.dataset.insert, text.selectionStart, text.selectionEnd, "end");
  button.closest("details").open = false;
  text.dispatchEvent(new Event("input", { bubbles: true }));
  text.focus();
}

/** Only what was filled in belongs into the address of a list. */
document.addEventListener("submit", ({ target }) => {
  if (!target.matches("[data-filter]")) return;
  $$("input, select", target).forEach((field) => (field.disabled = field.value === ""));
});

function showChosen(input) {
  const list = $("[data-chosen]", input.form);
  list.replaceChildren(
    ...[...input.files].map((file) => {
      const item = document.createElement("li");
      const image = document.createElement("img");
      image.alt = "";
      image.src = URL.createObjectURL(file);
      image.addEventListener("load", () => URL.revokeObjectURL(image.src), { once: true });
      item.append(image, file.name);
      return item;
    }),
  );
}

// A list and the tickets in it ---------------------------------------------------------------------------------------

/** Keep the list that is open, so that a ticket of it can lead to the next and back to the list as it was. */
function rememberList() {
  if ($("[data-list]") === null) return;
  const tickets = $$("[data-list] [data-open]").map((link) => link.getAttribute("href"));
  sessionStorage.setItem("list", JSON.stringify({ address: window.location.pathname + window.location.search, tickets }));
}

function readList() {
  return JSON.parse(sessionStorage.getItem("list") ?? '{"address": null, "tickets": []}');
}

function showNeighbours() {
  const crumbs = $("[data-crumbs]");
  if (crumbs === null) return;
  const { address, tickets } = readList();
  if (address !== null) $("[data-back]", crumbs).href = address;
  const place = tickets.indexOf(window.location.pathname);
  if (place < 0) return;
  const neighbours = document.createElement("span");
  neighbours.className = "neighbours";
  neighbours.append(...[neighbour(tickets[place - 1], "k"), neighbour(tickets[place + 1], "j")].filter(Boolean));
  crumbs.append(neighbours);
}

function neighbour(address, key) {
  if (address === undefined) return null;
  const link = document.createElement("a");
  Object.assign(link, { href: address, className: "button quiet small", textContent: key === "j" ? words().next : words().previous });
  link.dataset.key = key;
  return link;
}

// Keyboard ------------------------------------------------------------------------------------------------------------

const isTyping = (element) => element.matches("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
    event.preventDefault();
    openDialog("palette");
    return;
  }
  if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
    const composer = event.target.closest("form");
    if (event.target.tagName === "TEXTAREA" && composer) composer.requestSubmit();
    return;
  }
  if (event.key === "Escape") {
    const menu = event.target.closest("details.menu[open]");
    if (menu) closeMenu(menu);
    else if (isTyping(event.target) && !event.target.closest("dialog")) event.target.blur();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || $("dialog[open]")) return;
  const act = KEYS[event.key];
  if (act && act() !== false) event.preventDefault();
});

function closeMenu(menu) {
  menu.open = false;
  $("summary", menu).focus();
}

const KEYS = {
  "/": () => focusOn($("[data-search]")) ?? openDialog("palette"),
  "?": () => openDialog("shortcuts"),
  j: () => step(1),
  k: () => step(-1),
  o: () => open(),
  Enter: () => document.activeElement === currentRow() && open(),
  x: () => toggle(),
  r: () => write("reply"),
  n: () => write("note"),
  u: () => follow($("[data-back]")),
};

function focusOn(element) {
  if (element === null) return undefined;
  element.focus();
  element.select?.();
  return true;
}

function follow(link) {
  if (link === null) return false;
  link.click();
  return true;
}

const currentRow = () => $("[data-list] .row:focus, [data-list] .row:focus-within, [data-list] .row.current");

function step(direction) {
  if ($("[data-list]") === null) return follow($(`[data-key="${direction > 0 ? "j" : "k"}"]`));
  const rows = $$("[data-list] .row");
  const place = rows.indexOf(currentRow());
  const row = rows[place < 0 ? (direction > 0 ? 0 : rows.length - 1) : place + direction];
  if (row === undefined) return false;
  rows.forEach((other) => other.classList.toggle("current", other === row));
  $("[data-open]", row).focus();
  row.scrollIntoView({ block: "nearest" });
  return true;
}

function open() {
  const row = currentRow();
  return row !== null && follow($("[data-open]", row));
}

function toggle() {
  const box = currentRow()?.querySelector("input[type=checkbox]");
  if (!box) return false;
  box.click();
  return true;
}

function write(kind) {
  const composer = $("[data-composer]");
  const choice = composer && $(`[name="kind"][value="${kind}"]`, composer);
  if (!choice) return false;
  choice.checked = true;
  choice.dispatchEvent(new Event("input", { bubbles: true }));
  $("textarea", composer).focus();
  return true;
}
