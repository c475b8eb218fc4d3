// Follow-up questions in place: sends the form, follows the answer, shows it when it is there.
// The server's fragments are the only source of content; hints only say that something moved.

const FRAGMENT = { "X-Fragment": "1" };
const POLL_MS = 3000;
const QUIET_MS = 10000;
const SETTLED = new Set(["done", "failed"]);

const region = document.querySelector("[data-live-region]");
const announcer = document.querySelector("[data-announcer]");
let stopFollowing = () => {};

function announce(text) {
  if (announcer && text && announcer.textContent !== text) announcer.textContent = text;
}

function parse(html) {
  return new DOMParser().parseFromString(html, "text/html").body.firstElementChild;
}

/** Swaps the fragment and says what moved, without taking the focus from where it is. */
function show(fragment) {
  const hadFocus = region.contains(document.activeElement);
  region.replaceChildren(fragment);
  if (hadFocus) fragment.querySelector("[data-permalink]")?.focus();
  const step = fragment.querySelector("[data-now]");
  announce(SETTLED.has(fragment.dataset.status) ? announcer?.dataset.ready : step?.textContent.trim());
}

/** Reads the question again whenever a hint comes, and on a timer in case none does. */
function follow(fragment) {
  stopFollowing();
  const { url, liveToken } = fragment.dataset;
  if (SETTLED.has(fragment.dataset.status)) return;

  let timer = 0;
  let isReading = false;
  let isStale = false;
  let isOver = false;
  let source = liveToken ? new EventSource(`/live/?token=${encodeURIComponent(liveToken)}`) : null;

  function stop() {
    isOver = true;
    clearTimeout(timer);
    source?.close();
  }

  function later() {
    clearTimeout(timer);
    if (!isOver) timer = setTimeout(read, source ? QUIET_MS : POLL_MS);
  }

  async function read() {
    if (isReading) {
      isStale = true;
      return;
    }
    isReading = true;
    isStale = false;
    try {
      const response = await fetch(url, { headers: FRAGMENT });
      const next = response.ok ? parse(await response.text()) : null;
      if (!isOver && next?.matches("[data-question]")) {
        show(next);
        if (SETTLED.has(next.dataset.status)) stop();
      }
    } catch {
      // The network is away for a moment; the timer asks again.
    }
    isReading = false;
    if (isStale && !isOver) read();
    else later();
  }

  source?.addEventListener("step", read);
  source?.addEventListener("error", () => {
    source.close();
    source = null;
    later();
  });
  stopFollowing = stop;
  later();
}

function showError(form, text) {
  let error = form.querySelector(".form-error");
  if (!error) {
    error = document.createElement("p");
    error.className = "form-error";
    form.prepend(error);
  }
  error.id = "ask-error";
  error.setAttribute("role", "alert");
  error.textContent = text;
  const field = form.elements.namedItem("text");
  field.setAttribute("aria-invalid", "true");
  field.setAttribute("aria-describedby", "ask-error");
  field.focus();
}

function clearError(form) {
  form.querySelector(".form-error")?.remove();
  const field = form.elements.namedItem("text");
  field.removeAttribute("aria-invalid");
  field.removeAttribute("aria-describedby");
}

async function send(form) {
  const response = await fetch(form.action, {
    method: "POST",
    headers: FRAGMENT,
    body: new FormData(form),
  });
  const fragment = parse(await response.text());
  if (response.status === 201 && fragment?.matches("[data-question]")) {
    clearError(form);
    form.elements.namedItem("text").value = "";
    show(fragment);
    follow(fragment);
    return;
  }
  const isRefusal = response.status === 400 && fragment?.matches(".form-error");
  showError(form, isRefusal ? fragment.textContent : form.dataset.lost);
}

function enhance(form) {
  const button = form.querySelector("button");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (button.hasAttribute("aria-disabled")) return;
    button.setAttribute("aria-disabled", "true");
    announce(form.dataset.busy);
    try {
      await send(form);
    } catch {
      showError(form, form.dataset.lost);
    }
    button.removeAttribute("aria-disabled");
  });
}

function followWhatIsShown() {
  const shown = region?.querySelector("[data-question]");
  if (shown) follow(shown);
}

if (region) {
  for (const form of document.querySelectorAll("form[data-ask]")) enhance(form);
  followWhatIsShown();
}
window.addEventListener("pagehide", () => stopFollowing());
window.addEventListener("pageshow", (event) => {
  if (event.persisted) followWhatIsShown();
});
