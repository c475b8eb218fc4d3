// Saves each part of a draft when its author pauses or leaves. Until the server has confirmed a
// text it lies in this browser's storage, and is put back when the page is opened again.

const PAUSE_MS = 1200;
const AGAIN_MS = 4000;
const FRAGMENT = { "X-Fragment": "1" };

const page = document.querySelector("[data-editor]");
const state = document.querySelector("[data-state]");
const parts = new Map();
let isAway = false;
let retry = 0;

function parse(html) {
  return new DOMParser().parseFromString(html, "text/html").body.firstElementChild;
}

function textsOf(form) {
  return [...form.elements].filter((field) => field.hasAttribute("data-text") || field.name === "stance");
}

function valueOf(field) {
  return field.type === "checkbox" ? field.checked : field.value;
}

function read(form) {
  return JSON.stringify(Object.fromEntries(textsOf(form).map((field) => [field.name, valueOf(field)])));
}

function write(form, said) {
  for (const field of textsOf(form)) {
    if (!(field.name in said)) continue;
    if (field.type === "checkbox") field.checked = [true, "on"].includes(said[field.name]);
    else field.value = said[field.name];
  }
}

function keep(part) {
  const { form, key } = part;
  try {
    if (read(form) === part.saved) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify({ base: form.elements.base.value, said: read(form) }));
  } catch {
    // Storage is full or forbidden: saving still works, only the net below it is missing.
  }
}

function isUnsaved(part) {
  return read(part.form) !== part.saved;
}

function show() {
  let name = "saved";
  for (const part of parts.values()) {
    const unsaved = isUnsaved(part);
    part.form.toggleAttribute("data-unsaved", unsaved);
    if (part.isRefused) name = "refused";
    else if (part.isKept && name !== "refused") name = "kept";
    else if (unsaved && !["refused", "kept"].includes(name)) {
      if (!part.form.checkValidity()) name = "empty";
      else name = isAway ? "offline" : part.sending ? "saving" : "typing";
    }
  }
  const said = state.getAttribute(`data-when-${name}`);
  if (state.textContent !== said) state.textContent = said;
}

function takeFindings(fragment) {
  const found = new Map([...fragment.querySelectorAll("[data-findings-at]")].map((at) => [at.dataset.findingsAt, at]));
  for (const place of document.querySelectorAll("[data-findings]")) {
    place.replaceChildren(...(found.get(place.dataset.findings)?.childNodes ?? []));
  }
  document.querySelector("[data-gate-line]").replaceChildren(...fragment.querySelector("[data-gate]").childNodes);
}

/** Both texts side by side below the part; nothing of it is sent again before somebody decides. */
function showKept(part, fragment) {
  const { form } = part;
  part.isKept = true;
  const place = document.querySelector(`[data-kept-place="${form.elements.part.value}"]`);
  place.replaceChildren(fragment);
  fragment.scrollIntoView({ block: "nearest" });
  const choice = fragment.querySelector("form");
  const decide = (said) => {
    write(form, said);
    form.elements.base.value = choice.elements.base.value;
    part.isKept = false;
    place.replaceChildren();
    textsOf(form)[0].focus();
  };
  choice.addEventListener("submit", (event) => {
    event.preventDefault();
    event.stopPropagation();
    decide(Object.fromEntries([...new FormData(choice)]));
    save(part);
  });
  fragment.querySelector("[data-keep-theirs]").addEventListener("click", (event) => {
    event.preventDefault();
    const theirs = [...fragment.querySelectorAll("[data-theirs]")];
    decide(Object.fromEntries(theirs.map((text) => [text.dataset.theirs, text.textContent])));
    part.saved = read(form);
    keep(part);
    show();
  });
}

/** The server or the way to it is away for a while: one timer for all parts. */
function tryLater() {
  isAway = true;
  clearTimeout(retry);
  retry = setTimeout(saveAll, AGAIN_MS);
}

async function send(part) {
  const { form } = part;
  const said = read(form);
  const body = new FormData(form);
  for (const name of ["deed", "seen", "to_section"]) body.delete(name);
  try {
    const response = await fetch(form.action, { method: "POST", headers: FRAGMENT, body, keepalive: true });
    isAway = false;
    const fragment = parse(await response.text());
    if (response.status >= 500) tryLater();
    else if (response.ok && fragment?.matches("[data-saved]")) {
      form.elements.base.value = fragment.dataset.base;
      part.saved = said;
      const same = form.querySelector("[data-same]");
      if (same) same.hidden = fragment.dataset.own === "1";
      takeFindings(fragment);
    } else if (fragment?.matches("[data-kept]")) showKept(part, fragment);
    else part.isRefused = true;
  } catch {
    tryLater();
  }
  keep(part);
}

/** One request at a time for each part; what was typed meanwhile follows. */
async function save(part) {
  clearTimeout(part.timer);
  if (part.sending) {
    await part.sending;
    if (isAway) return;
  }
  if (!isUnsaved(part) || part.isKept || part.isRefused || !part.form.checkValidity()) {
    show();
    return;
  }
  part.sending = send(part);
  show();
  await part.sending;
  part.sending = null;
  show();
}

// The server writes a draft's parts one after the other anyway.
async function saveAll() {
  isAway = false;
  for (const part of parts.values()) if (isUnsaved(part) && !isAway) await save(part);
  return [...parts.values()].every((part) => !isUnsaved(part));
}

function bringBack(part) {
  try {
    const kept = JSON.parse(localStorage.getItem(part.key) ?? "null");
    if (!kept || kept.said === part.saved) return localStorage.removeItem(part.key);
    write(part.form, JSON.parse(kept.said));
    part.form.elements.base.value = kept.base;
  } catch {
    localStorage.removeItem(part.key);
  }
  return undefined;
}

function watch(form) {
  const { part: name, level } = form.elements;
  const key = `draft:${page.dataset.editor}:${name.value}:${level.value}`;
  const part = { form, key, saved: read(form), timer: 0, sending: null, isKept: false, isRefused: false };
  parts.set(name.value, part);
  bringBack(part);
  form.addEventListener("input", () => {
    keep(part);
    clearTimeout(part.timer);
    part.timer = setTimeout(() => save(part), PAUSE_MS);
    show();
  });
  form.addEventListener("change", () => save(part));
}

/** What is typed for a new part is kept as well, until the page shows it. */
function watchAddition(form) {
  const { what, to } = form.elements;
  const key = `draft:${page.dataset.editor}:new:${location.pathname}:${what.value}:${to.value}`;
  const texts = [...form.querySelectorAll("textarea")];
  const shown = new Set([...document.querySelectorAll("[data-text]")].map((field) => field.value));
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? "null");
    if (kept && !shown.has(kept[0].trim())) {
      texts.forEach((field, place) => { field.value = kept[place]; });
      form.closest("details").open = true;
    } else localStorage.removeItem(key);
  } catch {
    localStorage.removeItem(key);
  }
  form.addEventListener("input", () => {
    try {
      if (texts.some((field) => field.value)) localStorage.setItem(key, JSON.stringify(texts.map((field) => field.value)));
      else localStorage.removeItem(key);
    } catch {
      // As above: only the net is missing.
    }
  });
}

/** Nothing leaves the page before what was typed is saved. */
async function leave(event) {
  const form = event.target;
  if (form.matches("[data-search]")) return;
  const isDeed = event.submitter?.name === "deed" || !form.matches("[data-save]");
  if (isDeed && ![...parts.values()].some(isUnsaved)) return;
  event.preventDefault();
  const isSaved = await saveAll();
  if (isDeed && isSaved) form.requestSubmit(event.submitter);
}

async function showPicker(place, address) {
  const response = await fetch(address, { headers: FRAGMENT });
  const fragment = response.ok ? parse(await response.text()) : null;
  if (!fragment?.matches("[data-pick]")) {
    location.assign(address);
    return;
  }
  place.replaceChildren(fragment);
  fragment.querySelector("input[type=search]").focus();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-cite], a[data-more]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const name = link.dataset.cite;
  const place = name ? document.querySelector(`[data-pick-place="${name}"]`) : link.closest("[data-pick-place]");
  if (!place) return;
  event.preventDefault();
  showPicker(place, link.href).catch(() => location.assign(link.href));
});

document.addEventListener("submit", (event) => {
  const search = event.target.closest("[data-search]");
  const place = search?.closest("[data-pick-place]");
  if (place) {
    event.preventDefault();
    const address = `${search.action}?${new URLSearchParams(new FormData(search))}`;
    showPicker(place, address).catch(() => location.assign(address));
  } else leave(event);
});

document.addEventListener("keydown", (event) => {
  const place = event.target.closest("[data-pick-place]");
  if (event.key === "Escape" && place) {
    place.replaceChildren();
    document.querySelector(`a[data-cite="${place.dataset.pickPlace}"]`).focus();
  }
});

for (const form of document.querySelectorAll("form[data-save]")) watch(form);
for (const form of document.querySelectorAll("form[data-add]")) watchAddition(form);
window.addEventListener("online", saveAll);
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") saveAll();
});
saveAll().then(show);
