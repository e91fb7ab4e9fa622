// In the list of all names a fold holds a link, which a screen reader does not find there: the link goes before it.
(() => {
  const names = document.getElementById("tsd-nav-container");
  if (!names) return;

  function unfold() {
    for (const link of names.querySelectorAll("summary > a")) {
      const fold = link.parentElement;
      fold.setAttribute("aria-label", `What is in ${link.textContent}`);
      fold.closest("details").before(link);
    }
  }

  new MutationObserver(unfold).observe(names, { childList: true, subtree: true });
  unfold();
})();

// A table that scrolls in its box is reached by the keyboard, too.
(() => {
  for (const box of document.querySelectorAll(".wide")) {
    new ResizeObserver(() => {
      if (box.scrollWidth > box.clientWidth) box.setAttribute("tabindex", "0");
      else box.removeAttribute("tabindex");
    }).observe(box);
  }
})();
