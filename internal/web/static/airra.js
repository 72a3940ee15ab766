// What the pages do beyond showing: they keep themselves current, say how old they are,
// and draw the charts. Everything here improves a page that works without it.
"use strict";

(() => {
  const live = document.getElementById("live");
  const stream = document.getElementById("stream");

  // ---- how current the page is -------------------------------------------------------

  const beatLate = 25_000; // two beats of ten seconds did not come
  let heard = Date.now();
  let state = "connecting";

  function tell() {
    if (!live || !stream) return;
    if (state === "live" && Date.now() - heard > beatLate) state = "stale";
    const old = span(Date.now() - heard);
    const words = {
      connecting: "○ connecting",
      live: "● live",
      stale: `○ stale (data ${old} old)`,
      reconnecting: `○ reconnecting (data ${old} old)`,
      ended: "○ signed out",
    };
    if (live.textContent !== words[state]) live.textContent = words[state];
    live.dataset.state = state;
  }

  function is(next) {
    state = next;
    tell();
  }

  // ---- changes -----------------------------------------------------------------------

  let asking = false;
  let again = false;
  let behind = false; // something changed, and the page could not be read again

  // refresh asks for the page itself and puts the differences in place. What somebody is
  // typing, what has the focus and what was opened stays as it is.
  async function refresh() {
    const main = document.getElementById("main");
    if (!main) return;
    if (asking) {
      again = true;
      return;
    }
    asking = behind = true;
    main.setAttribute("aria-busy", "true");
    try {
      await htmx.ajax("GET", main.dataset.self, { target: "#main", swap: "outerMorph", source: main });
    } finally {
      asking = false;
      document.getElementById("main")?.removeAttribute("aria-busy");
    }
    if (behind) is("stale");
    if (again) {
      again = false;
      refresh();
    }
  }

  if (stream) {
    // A stream that lives says nothing for a page that is behind: it is read first.
    const hear = () => {
      if (behind) return refresh();
      heard = Date.now();
      is("live");
    };
    stream.addEventListener("beat", hear);
    stream.addEventListener("changed", () => {
      hear();
      refresh();
    });
    document.addEventListener("htmx:finally:request", (e) => {
      if (e.detail.ctx.sourceElement?.id !== "main" || !(e.detail.ctx.response?.status < 400)) return;
      behind = false;
      hear();
    });
    document.addEventListener("htmx:sse:after:connection", hear);
    document.addEventListener("htmx:sse:before:connection", (e) => {
      if (e.detail.connection.attempt > 0) is("reconnecting");
    });
    document.addEventListener("htmx:sse:error", (e) => is(e.detail.status === 401 ? "ended" : "reconnecting"));
    document.addEventListener("htmx:sse:close", () => is("reconnecting"));
    document.addEventListener("htmx:after:swap", () => {
      draw();
      relate();
    });
    setInterval(tell, 1000);
  }

  // ---- times -------------------------------------------------------------------------

  function span(ms) {
    const s = Math.max(0, Math.floor(ms / 1000));
    if (s < 60) return `${s} s`;
    if (s < 3600) return `${Math.floor(s / 60)} min`;
    if (s < 48 * 3600) return `${Math.floor(s / 3600)} h`;
    return `${Math.floor(s / 86400)} d`;
  }

  // Without its zone a time beside one in UTC would be read wrongly.
  const local = new Intl.DateTimeFormat(undefined, {
    year: "numeric", month: "short", day: "numeric", hour: "numeric", minute: "2-digit", second: "2-digit", timeZoneName: "short",
  });

  // here says what a field that is filled in in UTC means where one is.
  function here(field) {
    const hint = document.getElementById(field.getAttribute("aria-describedby"));
    const words = field.value ? `where you are: ${local.format(new Date(field.value + "Z"))}` : "";
    if (hint && hint.textContent !== words) hint.textContent = words;
  }

  // relate keeps the words about times true, and says the local time where one points.
  function relate() {
    for (const time of document.querySelectorAll("time.ago")) {
      const then = new Date(time.dateTime);
      const words = `${span(Date.now() - then)} ago`;
      if (time.textContent !== words) time.textContent = words;
      time.title = local.format(then);
    }
    for (const time of document.querySelectorAll("time.at, time.until")) {
      const then = new Date(time.dateTime);
      const words = time.classList.contains("until") ? `in ${span(then - Date.now())}` : local.format(then);
      if (time.textContent !== words) time.textContent = words;
    }
    document.querySelectorAll("input.utc").forEach(here);
  }

  // ---- charts ------------------------------------------------------------------------

  const charts = new Map(); // element → {plot, data}

  function colour(name) {
    return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  }

  // draw makes a chart of every element that carries one. Its data is
  // {unit, at: [s], value: [], low, high, marks: [s]}; low and high are the normal band, and
  // the unit stands behind every number of the axis.
  function draw() {
    for (const [box, chart] of charts) {
      if (box.isConnected && box.contains(chart.plot.root)) continue;
      chart.plot.destroy();
      charts.delete(box);
    }
    for (const box of document.querySelectorAll("[data-chart]")) {
      const known = charts.get(box);
      if (known && known.data === box.dataset.chart) continue;
      if (known) known.plot.destroy();
      const data = JSON.parse(box.dataset.chart);
      charts.set(box, { data: box.dataset.chart, plot: new uPlot(options(box, data), [data.at, data.value], box) });
      box.classList.add("drawn");
    }
  }

  function options(box, data) {
    const ink = colour("--soft");
    const grid = { stroke: colour("--line"), width: 1 };
    const marked = new Set(data.marks || []);
    return {
      width: box.clientWidth,
      height: box.clientHeight,
      legend: { show: false },
      cursor: { y: false },
      scales: { y: { range: (_, low, high) => [Math.min(low, data.low ?? low), Math.max(high, data.high ?? high)] } },
      axes: [
        { stroke: ink, grid, font: "11px system-ui, sans-serif" },
        { stroke: ink, grid, size: 64, font: "11px system-ui, sans-serif", values: (_, at) => at.map((v) => Number(v.toPrecision(6)) + data.unit) },
      ],
      series: [
        {},
        {
          stroke: colour("--accent"),
          width: 1.5,
          points: {
            show: marked.size > 0,
            filter: (u) => u.data[0].flatMap((at, n) => (marked.has(at) ? [n] : [])),
            fill: colour("--critical"),
            stroke: colour("--critical"),
            size: 6,
          },
        },
      ],
      hooks: {
        drawClear: [
          (u) => {
            if (data.low == null || data.high == null) return;
            const top = u.valToPos(data.high, "y", true);
            const bottom = u.valToPos(data.low, "y", true);
            u.ctx.save();
            u.ctx.fillStyle = colour("--band");
            u.ctx.fillRect(u.bbox.left, top, u.bbox.width, bottom - top);
            u.ctx.restore();
          },
        ],
      },
    };
  }

  addEventListener("resize", () => {
    for (const [box, { plot }] of charts) plot.setSize({ width: box.clientWidth, height: box.clientHeight });
  });

  // ---- small things ------------------------------------------------------------------

  document.addEventListener("input", (e) => {
    if (e.target.matches("input.utc")) here(e.target);
  });

  // A filter asks as soon as it is chosen; typing waits for Enter, and so do the arrow keys,
  // which choose everything on their way.
  let byKey = false;
  document.addEventListener("keydown", () => (byKey = true), true);
  document.addEventListener("pointerdown", () => (byKey = false), true);
  document.addEventListener("change", (e) => {
    if (e.target.matches("form.filter select") && !byKey) e.target.form.requestSubmit();
  });

  // Empty fields need not stand in the address of a list.
  document.addEventListener("submit", (e) => {
    if (!e.target.matches("form.filter")) return;
    for (const field of e.target.elements) if (field.name && field.value === "") field.disabled = true;
  });

  // Keys, where nobody types: the same letters as in the cockpit where there are some.
  document.addEventListener("keydown", (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey || e.target.matches("input, textarea, select")) return;
    if (e.key === "/") {
      const search = document.querySelector("input[type=search]");
      if (search) {
        search.focus();
        e.preventDefault();
      }
      return;
    }
    const place = document.querySelectorAll(".banner nav a")[Number(e.key) - 1];
    if (place && /^[1-9]$/.test(e.key)) place.click();
  });

  document.addEventListener("DOMContentLoaded", () => {
    draw();
    relate();
    document.querySelector(".banner nav [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
    setInterval(relate, 10_000);
    tell();
  });
})();
