// Draws the figures that came as Plotly's JSON. Their text is a gray that reads in light and dark.
(() => {
  for (const figure of document.querySelectorAll("figure.plotly-figure")) {
    const { data, layout = {}, config, frames } = JSON.parse(figure.querySelector("script").textContent);
    const plot = figure.querySelector(".plotly-plot");
    const grounds = { paper_bgcolor: "transparent", plot_bgcolor: "transparent" };
    const font = { color: "#767676", ...layout.font };
    const drawn = window.Plotly.newPlot(
      plot,
      data,
      { ...grounds, ...layout, font },
      { responsive: true, displaylogo: false, ...config },
    );
    figure.dataset.drawn = "";
    if (frames?.length > 0) drawn.then(() => window.Plotly.addFrames(plot, frames));
  }
})();
