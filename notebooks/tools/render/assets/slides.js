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
    // What is written in or moved has the keys itself; a button only those that press it.
    keyboardCondition: ({ key, target }) =>
      target.closest("input, .cm-editor, .gradbook-handle") === null &&
      !(["Enter", " "].includes(key) && target.closest("button, summary")),
  });

  // A chart is drawn for the room that it has: on a slide that is not shown it has none. Where slides scroll, as on a
  // phone, a resize changes the slide in its turn.
  let isSettling = false;
  const settle = () => {
    if (isSettling) return;
    isSettling = true;
    window.dispatchEvent(new Event("resize"));
    isSettling = false;
  };
  window.Reveal.on("slidechanged", settle);
  window.Reveal.on("ready", settle);

  const clock = document.getElementById("clock");
  const started = Date.now();
  setInterval(() => {
    const seconds = Math.floor((Date.now() - started) / 1000);
    clock.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  }, 1000);
})();
