// Slides: arrow keys, S for the speaker's window with notes and a clock, F for the whole screen, Esc for all at once.
(() => {
  window.Reveal.initialize({
    hash: true,
    width: 1280,
    height: 720,
    margin: 0.05,
    center: false,
    transition: "none",
    slideNumber: "c/t",
    plugins: [window.RevealNotes],
    keyboardCondition: (event) => !event.target.closest("input, .cm-editor"),
  });

  // A chart is drawn for the room that it has: on a slide that is not shown it has none.
  const settle = () => window.dispatchEvent(new Event("resize"));
  window.Reveal.on("slidechanged", settle);
  window.Reveal.on("ready", settle);

  const clock = document.getElementById("clock");
  const started = Date.now();
  setInterval(() => {
    const seconds = Math.floor((Date.now() - started) / 1000);
    clock.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  }, 1000);
})();
