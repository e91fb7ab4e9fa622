// What a rendered notebook does by itself: colors, types of names on hover, and hints on paper.
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
