// Sends the reading level when it is chosen: at once by pointer, after a pause by arrow keys.

const PAUSE_MS = 900;

for (const form of document.querySelectorAll("form[data-levels]")) {
  let timer = 0;
  let byKey = false;
  form.addEventListener("keydown", () => { byKey = true; });
  form.addEventListener("pointerdown", () => { byKey = false; });
  form.addEventListener("change", () => {
    clearTimeout(timer);
    if (byKey) timer = setTimeout(() => form.requestSubmit(), PAUSE_MS);
    else form.requestSubmit();
  });
}
