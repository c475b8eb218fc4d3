// Marks in the list of contents which part is being read.

const links = new Map(
  [...document.querySelectorAll(".toc a[href^='#']")].map((link) => [link.hash.slice(1), link]),
);
const parts = [...links.keys()].map((id) => document.getElementById(id)).filter(Boolean);
const visible = new Set();

function mark() {
  const current = parts.find((part) => visible.has(part));
  if (!current) return;
  for (const [id, link] of links) {
    if (id === current.id) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

const observer = new IntersectionObserver(
  (entries) => {
    for (const entry of entries) {
      if (entry.isIntersecting) visible.add(entry.target);
      else visible.delete(entry.target);
    }
    mark();
  },
  { rootMargin: "-10% 0px -55% 0px" },
);
for (const part of parts) observer.observe(part);
