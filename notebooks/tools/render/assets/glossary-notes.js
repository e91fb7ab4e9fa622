// What a word of the glossary means, beside its link, under the pointer and at the keyboard's focus. All meanings are
// in one script, which is loaded at the first such word.
(() => {
  const note = document.getElementById("word-note");
  const root = document.documentElement.dataset.root;
  // On a page that is one file the glossary is no other page, and a word is no link.
  const links = document.querySelectorAll('main a[href*="glossary.html#"], main a[data-word]');
  const wordOf = (link) => decodeURIComponent(link.dataset.word ?? link.hash.slice(1));
  let loading;
  let current;

  function load() {
    loading ??= new Promise((resolve) => {
      if (window.gradbookGlossary) {
        resolve();
        return;
      }
      const script = document.createElement("script");
      script.src = `${root}assets/glossary.js`;
      script.addEventListener("load", resolve);
      document.head.append(script);
    });
    return loading;
  }

  async function show(link) {
    current = link;
    await load();
    const word = window.gradbookGlossary[wordOf(link)];
    // The reader may have gone on meanwhile.
    if (word === undefined || current !== link) return;
    note.innerHTML = `<strong></strong>${word.html}`;
    note.firstChild.textContent = word.title;
    note.hidden = false;
    put(link);
  }

  function put(link) {
    const place = link.getBoundingClientRect();
    const size = note.getBoundingClientRect();
    const left = Math.max(8, Math.min(place.left, document.documentElement.clientWidth - size.width - 8));
    const below = place.bottom + 6;
    note.style.left = `${left}px`;
    note.style.top = `${below + size.height > window.innerHeight ? place.top - size.height - 6 : below}px`;
  }

  function hide() {
    current = undefined;
    note.hidden = true;
  }

  for (const link of links) {
    link.addEventListener("mouseenter", () => show(link));
    link.addEventListener("mouseleave", hide);
    link.addEventListener("focus", () => show(link));
    link.addEventListener("blur", hide);
    link.addEventListener("keydown", (event) => {
      if (event.key === "Escape") hide();
    });
  }
  // A word that the Tab key goes to is scrolled into view: the note goes with it.
  addEventListener("scroll", () => current && put(current), { passive: true });
})();
