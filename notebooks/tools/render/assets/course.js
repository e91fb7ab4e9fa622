// What a page does by itself: colors, types of names on hover, the current section in the contents, and hints on paper.
(() => {
  const button = document.getElementById("theme");
  const order = { auto: "light", light: "dark", dark: "auto" };
  const marks = { auto: "◐", light: "☀", dark: "☾" };
  const words = { auto: "automatic", light: "light", dark: "dark" };

  function showChoice() {
    const { choice } = window.gradbookTheme;
    button.textContent = marks[choice];
    button.setAttribute("aria-label", `Colors: ${words[choice]}`);
    button.title = `Colors: ${words[choice]}`;
  }

  button.addEventListener("click", () => {
    window.gradbookTheme.choose(order[window.gradbookTheme.choice]);
    showChoice();
  });
  showChoice();

  // Types: one note for the page, under the mouse or, by keyboard, under the name that has the focus. Only a
  // block's first name is a tab stop; the arrow keys go on from there.
  const note = document.getElementById("type-note");

  function showType(name) {
    note.textContent = name.dataset.type;
    note.hidden = false;
    const place = name.getBoundingClientRect();
    const size = note.getBoundingClientRect();
    const left = Math.max(8, Math.min(place.left, document.documentElement.clientWidth - size.width - 8));
    const below = place.bottom + 6;
    const top = below + size.height > window.innerHeight ? place.top - size.height - 6 : below;
    note.style.left = `${left}px`;
    note.style.top = `${top}px`;
  }

  function hideType() {
    note.hidden = true;
  }

  for (const block of document.querySelectorAll("pre.shiki")) {
    const names = [...block.querySelectorAll(".typed")];
    names.forEach((name, i) => {
      name.tabIndex = i === 0 ? 0 : -1;
      name.addEventListener("mouseenter", () => showType(name));
      name.addEventListener("mouseleave", hideType);
      name.addEventListener("focus", () => showType(name));
      name.addEventListener("blur", hideType);
      name.addEventListener("keydown", (event) => {
        const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
        const to = step && names[i + step];
        if (event.key === "Escape") hideType();
        if (!to) return;
        event.preventDefault();
        to.focus();
      });
    });
    if (names.length > 0) block.removeAttribute("tabindex");
  }
  addEventListener("scroll", hideType, { passive: true });

  const links = new Map(
    [...document.querySelectorAll(".contents a")].map((link) => [
      decodeURIComponent(link.hash.slice(1)),
      link,
    ]),
  );
  const headings = [...links.keys()].map((id) => document.getElementById(id));

  // The section being read: the last heading above the window's upper third.
  function markSection() {
    const above = headings.filter((heading) => heading.getBoundingClientRect().top < window.innerHeight / 3);
    const current = above.at(-1)?.id;
    for (const [id, link] of links) {
      if (id === current) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  }

  if (links.size > 0) {
    addEventListener("scroll", () => requestAnimationFrame(markSection), { passive: true });
    markSection();
  }

  // On paper nothing can be unfolded: hints and solutions are printed open, and folded again as they were.
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll("details:not([open])")];
    for (const details of folded) details.open = true;
  });
  addEventListener("afterprint", () => {
    for (const details of folded) details.open = false;
    folded = [];
  });
})();
