// The box for searching. What searches, and the index of all pages, is loaded when the reader first goes there.
(() => {
  const box = document.getElementById("search");
  const root = document.documentElement.dataset.root;
  let isLoading = false;

  function load(name) {
    return new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = `${root}assets/${name}.js`;
      script.addEventListener("load", resolve);
      script.addEventListener("error", reject);
      document.head.append(script);
    });
  }

  box.addEventListener("focus", () => {
    if (isLoading) return;
    isLoading = true;
    load("search-index").then(() => load("search"));
  });
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable], .cm-editor");
    if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    box.focus();
  });
  box.closest("search").hidden = false;
})();
