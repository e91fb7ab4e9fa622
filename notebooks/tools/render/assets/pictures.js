// Charts of pictures are as tall as fits a phone. Where the page is wider they grow to its measure, up to a height
// that leaves the text in view. This runs before Plotly is loaded, so that each chart is drawn once.
(() => {
  const tallest = 400;

  for (const figure of document.querySelectorAll("figure.gradbook-figure")) {
    const source = figure.querySelector('script[type="application/json"]');
    if (!source.textContent.includes('"type":"image"')) continue;
    const json = JSON.parse(source.textContent);
    const { height, margin, xaxis, yaxis, meta } = json.layout;
    const aspect = Math.abs(yaxis.range[1] - yaxis.range[0]) / Math.abs(xaxis.range[1] - xaxis.range[0]);
    const fitting = aspect * (figure.clientWidth - margin.l - margin.r);
    const given = height - (meta?.controls ?? 0) - margin.t - margin.b;
    const more = Math.round(Math.min(fitting, tallest) - given);
    if (more <= 0) continue;
    json.layout.height += more;
    source.textContent = JSON.stringify(json);
    const plot = figure.querySelector(".gradbook-plot");
    plot.style.height = `${Number.parseFloat(plot.style.height) + more}px`;
  }
})();
