// The palette: go anywhere and do anything by a few letters. Uses what console.js says at its top.

// Keys that follow each other so closely are one question.
const PAUSE_MS = 120;
let found = [];
let asking;

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
  clearTimeout(asking);
  if (wanted.length >= 2) asking = setTimeout(() => void findThings(wanted), PAUSE_MS);
}

async function findThings(wanted) {
  const address = $("#palette").dataset.finds;
  if (!address) return;
  const answer = await fetch(`${address}?q=${encodeURIComponent(wanted)}`, { headers: { Accept: "application/json" } });
  if (!answer.ok || $("#palette-input").value.toLowerCase().trim() !== wanted) return;
  const { found: things } = await answer.json();
  found = [...found, ...things.map(({ title, hint, address: to }) => ({ text: title, hint, act: () => (window.location.href = to) }))];
  // What was chosen with the arrows meanwhile stays chosen: what was found comes below it.
  listOffers(chosenPlace());
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
