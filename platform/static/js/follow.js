// Follows what a worker is at: asks for the page again, and shows the part that moves.
// Without scripts the page loads itself again.

const PAUSE_MS = 2000;
const region = document.querySelector("[data-follow]");

async function ask() {
  try {
    const response = await fetch(location.href);
    if (response.ok) {
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const next = page.querySelector("[data-follow]");
      if (!next) {
        location.reload();
        return;
      }
      if (next.textContent !== region.textContent) region.replaceChildren(...next.childNodes);
    }
  } catch {
    // The network is away for a moment.
  }
  setTimeout(ask, PAUSE_MS);
}

if (region) setTimeout(ask, PAUSE_MS);
