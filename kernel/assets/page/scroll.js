// What is wider than the page scrolls in a box of its own. Such a box is reached with the Tab key and has a name
// while there is something to scroll, and is no stop on the way while there is not.
(() => {
  const kinds = {
    ".katex-block": "Formula",
    ".scroll, .gradbook-progress, .gradbook-summary, .output div:has(> table)": "Table",
    "pre:not(.shiki)": "Output",
    ".prose p:has(> img:only-child)": "Picture",
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

  const known = new Map();

  function find(root) {
    for (const [selector, name] of Object.entries(kinds)) {
      for (const box of root.querySelectorAll(selector)) {
        if (known.has(box)) continue;
        known.set(box, name);
        new ResizeObserver(() => update(box, name)).observe(box);
      }
    }
  }

  find(document);
  // A cell that is run brings new ones, and takes old ones away.
  new MutationObserver((changes) => {
    for (const box of known.keys()) if (!box.isConnected) known.delete(box);
    for (const { target } of changes) if (target.parentElement !== null) find(target.parentElement);
  }).observe(document.body, { childList: true, subtree: true });
  // A formula grows when its fonts arrive, within a box that stays as it is.
  document.fonts.ready.then(() => {
    for (const [box, name] of known) update(box, name);
  });
})();
