// Citation cards: hover and focus open them by CSS alone; this adds Esc (WCAG 1.4.13) and tapping.

const shut = "is-shut";
const open = "is-open";

function citeOf(target) {
  return target instanceof Element ? target.closest(".cite") : null;
}

function closeOthers(kept) {
  for (const cite of document.querySelectorAll(`.cite.${open}`)) {
    if (cite !== kept) cite.classList.remove(open);
  }
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const cite of document.querySelectorAll(".cite:is(:hover, :focus-within, .is-open)")) {
    cite.classList.remove(open);
    cite.classList.add(shut);
    // A link inside a card that vanishes would lose the focus.
    if (cite.querySelector(".refcard")?.contains(document.activeElement)) {
      cite.querySelector("a").focus();
    }
  }
});

// A closed card may open again once pointer and focus have both been elsewhere.
function reopen(event) {
  const cite = citeOf(event.target);
  if (cite && !cite.contains(event.relatedTarget)) cite.classList.remove(shut);
}
document.addEventListener("pointerout", reopen);
document.addEventListener("focusout", reopen);

// A finger has no hover: the first tap opens the card, a tap on the open marker follows the link.
let byTouch = false;
document.addEventListener("pointerdown", (event) => {
  byTouch = event.pointerType === "touch";
  closeOthers(citeOf(event.target));
});

document.addEventListener("click", (event) => {
  const cite = citeOf(event.target);
  const isMarker = cite && event.target.closest("a")?.parentElement === cite;
  if (!byTouch || !isMarker || cite.classList.contains(open)) return;
  event.preventDefault();
  cite.classList.remove(shut);
  cite.classList.add(open);
});
