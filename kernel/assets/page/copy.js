// A button at each block of code that copies it.
(() => {
  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // Where the page may not write to the clipboard by itself, the browser's own command can.
      const area = document.createElement("textarea");
      area.value = text;
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
  }

  for (const block of document.querySelectorAll("pre.shiki")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = "Copy";
    button.setAttribute("aria-label", "Copy the code");
    button.addEventListener("click", async () => {
      await copy(block.textContent);
      button.textContent = "Copied";
      setTimeout(() => {
        button.textContent = "Copy";
      }, 1500);
    });
    block.before(button);
  }
})();
