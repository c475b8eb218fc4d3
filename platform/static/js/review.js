// The keys of the review page: j and k go from block to block, s signs, c comments, d dissents.
// Forms and links do all of it without this.

const MEMORY = "consilium.review.keys";
const blocks = [...document.querySelectorAll("[data-block]")];
const help = document.querySelector("[data-help]");
const choice = document.querySelector("[data-keys]");
const box = document.querySelector("[data-keys-on]");

function remembered() {
  try {
    return localStorage.getItem(MEMORY) !== "off";
  } catch {
    return true;
  }
}

box.checked = remembered();
choice.hidden = false;
box.addEventListener("change", () => {
  try {
    localStorage.setItem(MEMORY, box.checked ? "on" : "off");
  } catch {
    // Without storage the choice holds for this page.
  }
});

// Where somebody is: the block that has the focus, else the first that is not above the window.
function place() {
  const focused = blocks.findIndex((block) => block.contains(document.activeElement));
  if (focused >= 0) return focused;
  const seen = blocks.findIndex((block) => block.getBoundingClientRect().bottom > 80);
  return seen < 0 ? blocks.length - 1 : seen;
}

function go(index) {
  const block = blocks[Math.min(Math.max(index, 0), blocks.length - 1)];
  block.focus({ preventScroll: true });
  block.scrollIntoView({ block: "start" });
}

function begin(selector) {
  const details = blocks[place()].querySelector(selector);
  if (!details) return;
  details.open = true;
  details.querySelector("textarea").focus();
}

const DEEDS = {
  j: () => go(blocks[place()].contains(document.activeElement) ? place() + 1 : place()),
  k: () => go(place() - 1),
  s: () => blocks[place()].querySelector("[data-sign]")?.click(),
  c: () => begin("[data-comment]"),
  d: () => begin("[data-dissent]"),
  "?": () => help.showModal(),
};

function isWriting(target) {
  return target instanceof Element && target.closest("input, textarea, select, [contenteditable]");
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && isWriting(event.target)) {
    event.target.closest("[data-block]")?.focus({ preventScroll: true });
    return;
  }
  if (!box.checked || help.open || event.repeat || isWriting(event.target)) return;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const deed = DEEDS[event.key.toLowerCase()];
  if (!deed) return;
  event.preventDefault();
  deed();
});

// After a deed the page comes back at the next block: go on from there.
const arrived = document.getElementById(location.hash.slice(1));
if (arrived?.matches("[data-block]")) arrived.focus({ preventScroll: true });
