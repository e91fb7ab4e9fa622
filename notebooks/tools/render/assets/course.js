// What a page of the course does beside: it marks the section being read in the contents.
(() => {
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
})();
