// The palette: go anywhere and do anything by a few letters. Uses what console.js says at its top.

// Keys that follow each other so closely are one question.
const PAUSE_MS = 120;
let found = [];
let asking;
/** A new one a question, so that an answer knows if it is still wanted. */
let question = {};

function openPalette() {
  $("#palette-input").value = "";
  showPalette("");
}

/** What the page itself offers: its places, and the acts that its buttons and links can do. */
function ownOffers() {
  const links = $$(".places a, .menu-list a").map((link) => ({ text: link.textContent.trim(), act: () => link.click(), icon: $("use", link) }));
  const acts = $$("#next-stage, #take, [data-palette]").map((button) => ({ text: button.textContent.trim(), act: () => button.click(), icon: $("use", button) }));
  const known = new Set();
  return [...acts, ...links].filter(({ text }) => text !== "" && !known.has(text) && known.add(text));
}

function showPalette(query) {
  const wanted = query.toLowerCase().trim();
  found = ownOffers().filter(({ text }) => text.toLowerCase().includes(wanted));
  listOffers();
  forgetQuestion();
  if (wanted.length >= 2) asking = setTimeout(() => void findThings(wanted), PAUSE_MS);
}

/** What was asked before is not wanted any more: another question takes its place, or the palette is closed. */
function forgetQuestion() {
  clearTimeout(asking);
  question = {};
}

async function findThings(wanted) {
  const mine = question;
  const things = await askFor(wanted);
  if (mine !== question) return;
  found = [...found, ...things.map(({ title, hint, address }) => ({ text: title, hint, act: () => (window.location.href = address) }))];
  // What was chosen with the arrows meanwhile stays chosen: what was found comes below it.
  listOffers(chosenPlace());
}

/** Nothing where the server cannot be reached or wants a log-in first: what the page itself offers stays. */
async function askFor(wanted) {
  try {
    const answer = await fetch(`${$("#palette").dataset.finds}?q=${encodeURIComponent(wanted)}`, { headers: { Accept: "application/json" } });
    return answer.ok ? (await answer.json()).found : [];
  } catch (error) {
    console.warn("The palette found nothing beyond the page.", error);
    return [];
  }
}

function listOffers(chosen = 0) {
  const items = found.map(({ text, hint, icon }, place) => {
    const item = document.createElement("li");
    Object.assign(item, { id: `offer-${place}`, role: "option", textContent: text });
    if (icon) {
      const drawing = icon.parentElement.cloneNode(true);
      item.prepend(drawing);
    }
    if (hint) {
      const aside = document.createElement("span");
      Object.assign(aside, { className: "hint", textContent: hint });
      item.append(aside);
    }
    item.addEventListener("click", () => choose(place));
    return item;
  });
  if (items.length === 0) {
    const nothing = document.createElement("li");
    nothing.textContent = words().nothing;
    nothing.setAttribute("role", "option");
    nothing.setAttribute("aria-disabled", "true");
    items.push(nothing);
  }
  $("#palette-list").replaceChildren(...items);
  select(chosen);
}

function chosenPlace() {
  return Math.max(0, $$("#palette-list li").findIndex((item) => item.getAttribute("aria-selected") === "true"));
}

function select(place) {
  const items = $$("#palette-list li:not([aria-disabled])");
  items.forEach((item, at) => item.setAttribute("aria-selected", String(at === place)));
  items[place]?.scrollIntoView({ block: "nearest" });
  $("#palette-input").setAttribute("aria-activedescendant", items[place]?.id ?? "");
}

function choose(place) {
  $("#palette").close();
  found[place]?.act();
}

document.addEventListener("DOMContentLoaded", () => {
  const input = $("#palette-input");
  if (input === null) return;
  $("#palette").addEventListener("close", forgetQuestion);
  input.addEventListener("input", () => showPalette(input.value));
  input.addEventListener("keydown", (event) => {
    const place = chosenPlace();
    const moves = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in moves && found.length > 0) {
      event.preventDefault();
      select((place + moves[event.key] + found.length) % found.length);
    }
    if (event.key === "Enter") {
      event.preventDefault();
      choose(place);
    }
  });
});
