// Runs before the page is drawn, so that a dark page never flashes light. Classic script: pages are files.
(() => {
  const key = "gradbook-theme";
  const dark = window.matchMedia("(prefers-color-scheme: dark)");

  // A file's page may be refused storage; the choice then lasts as long as the page.
  function stored() {
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  }

  // The page on a projector, in large type and dark, without a change to how its reader likes it elsewhere.
  const isProjected = new URLSearchParams(location.search).has("projector");
  if (isProjected) document.documentElement.dataset.projector = "";

  let choice = isProjected ? "dark" : (stored() ?? document.documentElement.dataset.chosenTheme ?? "auto");

  function apply() {
    const theme = choice === "auto" ? (dark.matches ? "dark" : "light") : choice;
    document.documentElement.dataset.theme = theme;
  }

  window.gradbookTheme = {
    get choice() {
      return choice;
    },
    choose(next) {
      choice = next;
      try {
        localStorage.setItem(key, next);
      } catch {
        // See stored().
      }
      apply();
    },
  };
  dark.addEventListener("change", apply);
  apply();
})();
