// Draws the charts whose numbers stand on the page, in the page's own colours and words.
"use strict";
(() => {
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(`--${name}`).trim();
  const isChinese = document.documentElement.lang.startsWith("zh");
  const palette = ["accent", "chart-2", "chart-3", "chart-4", "chart-5", "chart-6", "chart-7", "chart-8"].map(colour);
  const heat = [[0, colour("heat-0")], [0.5, colour("heat-1")], [1, colour("heat-2")]];
  const divided = [[0, colour("heat-less")], [0.5, colour("heat-0")], [1, colour("heat-2")]]; // below nothing and above it

  const axis = () => ({
    gridcolor: colour("line"), zerolinecolor: colour("line-strong"), linecolor: colour("line"), tickcolor: colour("line"),
    automargin: true, title: { standoff: 10, font: { size: 12, color: colour("ink-quiet") } }, tickfont: { size: 12 }, fixedrange: true,
  });

  const merged = (base, more) => {
    const out = { ...base };
    for (const [name, value] of Object.entries(more)) {
      const isPlain = value && typeof value === "object" && !Array.isArray(value);
      out[name] = isPlain ? merged(out[name] || {}, value) : value;
    }
    return out;
  };

  const layout = (own) => merged({
    font: { family: style.fontFamily || "system-ui", size: 13, color: colour("ink") },
    paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)", colorway: palette,
    margin: { l: 8, r: 12, t: 8, b: 8 }, xaxis: axis(), yaxis: axis(),
    hoverlabel: { bgcolor: colour("surface"), bordercolor: colour("line-strong"), font: { color: colour("ink"), size: 13 }, align: "left" },
    legend: { orientation: "h", x: 0, y: 1.02, yanchor: "bottom", font: { size: 12 } },
    separators: ".,", dragmode: false, autosize: true,
  }, own);

  const painted = (trace) => {
    const done = { ...trace };
    if (done.type === "heatmap") {
      const known = done.z.flat().filter((value) => value !== null);
      const reach = Math.max(...known.map(Math.abs), 0);
      const scale = Math.min(0, ...known) < 0 ? { colorscale: divided, zmin: -reach, zmax: reach } : { colorscale: heat, zmin: 0 };
      Object.assign(done, scale, { textfont: { color: colour("ink"), size: 12 } });
    }
    if (done.tone !== undefined) {
      const tone = palette[done.tone % palette.length];
      done.line = { ...done.line, color: tone };
      done.marker = { ...done.marker, color: tone };
      delete done.tone;
    }
    if (done.band) { done.fillcolor = colour("accent-wash"); delete done.band; }
    if (done.marker && done.marker.colours) {
      done.marker = { ...done.marker, color: done.marker.colours.map((name) => colour(name)) };
      delete done.marker.colours;
    }
    for (const [part, name] of Object.entries(done.painted || {})) done[part] = { marker: { color: colour(name) } };
    if (done.painted) Object.assign(done, { connector: { line: { color: colour("line-strong"), width: 1 } }, painted: undefined });
    return done;
  };

  for (const place of document.querySelectorAll("[data-drawing]")) {
    const figure = JSON.parse(document.getElementById(place.dataset.drawing).textContent);
    if (figure.height) place.style.height = `${figure.height}px`;
    window.Plotly.newPlot(place, figure.data.map(painted), layout(figure.layout), {
      displayModeBar: false, responsive: true, displaylogo: false, locale: isChinese ? "zh-CN" : "en",
    });
  }
})();
