// What is wider than the page scrolls in a box of its own. Such a box is reached with the Tab key and has a name
// while there is something to scroll, and is no stop on the way while there is not.
(() => {
  const kinds = {
    ".katex-block": "Formula",
    ".scroll, .gradbook-progress, .gradbook-summary, .output > div:has(> table)": "Table",
    "pre:not(.shiki)": "Output",
  };

  function update(box, name) {
    // Browsers round both widths.
    const scrolls = box.scrollWidth > box.clientWidth + 1;
    const attributes = { tabindex: "0", role: "region", "aria-label": name };
    for (const [attribute, value] of Object.entries(attributes)) {
      if (scrolls) box.setAttribute(attribute, value);
      else box.removeAttribute(attribute);
    }
  }

  const boxes = Object.entries(kinds).flatMap(([selector, name]) =>
    [...document.querySelectorAll(selector)].map((box) => ({ box, name })),
  );
  for (const { box, name } of boxes) {
    new ResizeObserver(() => update(box, name)).observe(box);
  }
  // A formula grows when its fonts arrive, within a box that stays as it is.
  document.fonts.ready.then(() => {
    for (const { box, name } of boxes) update(box, name);
  });
})();
