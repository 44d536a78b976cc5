/**
 * Charts. A page holds `<div data-chart="id">` and its data in `<script type="application/json" id="id">`
 * (the template part `_parts/chart.html` writes both, and the equal table).
 * Tooltips are drawn as text, because HTML ones carry inline styles, which the content policy refuses.
 */
import { BarChart, LineChart, PieChart } from "echarts/charts";
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import type { EChartsType } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";

import { colour, readData } from "./data";

use([BarChart, LineChart, PieChart, GridComponent, LegendComponent, TooltipComponent, AriaComponent, CanvasRenderer]);

interface Series {
  name: string;
  values: (number | null)[];
  /** A name of `states.css`: late, due-soon, verified, parked, campaign, plain … */
  tone?: string;
  /** Drawn as a broken line: a forecast, a target. */
  broken?: boolean;
}

interface Chart {
  kind: "line" | "bar" | "bars" | "stack" | "pie";
  title: string;
  unit: string;
  labels: string[];
  series: Series[];
}

const ORDER = ["tone-campaign", "tone-plain", "tone-parked", "tone-due-soon", "tone-verified", "tone-late"];
const SYMBOLS = ["circle", "rect", "triangle", "diamond", "roundRect", "pin"];

function tone(series: Series, index: number): string {
  return colour(series.tone ? `tone-${series.tone}` : (ORDER[index % ORDER.length] ?? "tone-plain"));
}

function cartesian(chart: Chart) {
  const isLying = chart.kind === "bars";
  const names = { type: "category" as const, data: chart.labels, axisTick: { show: false }, inverse: isLying };
  const values = { type: "value" as const, minInterval: 1, splitLine: { lineStyle: { color: colour("line") } } };
  return {
    grid: { left: 8, right: 20, top: chart.series.length > 1 ? 36 : 16, bottom: 4, containLabel: true },
    xAxis: isLying ? values : names,
    yAxis: isLying ? names : values,
    series: chart.series.map((series, index) => ({
      name: series.name,
      type: chart.kind === "line" ? ("line" as const) : ("bar" as const),
      data: series.values,
      ...(chart.kind === "stack" ? { stack: "all" } : {}),
      symbol: SYMBOLS[index % SYMBOLS.length] ?? "circle",
      symbolSize: 6,
      barMaxWidth: 26,
      lineStyle: { width: 2, type: series.broken ? ("dashed" as const) : ("solid" as const) },
    })),
  };
}

function pie(chart: Chart) {
  const values = chart.series[0]?.values ?? [];
  return {
    series: [
      {
        type: "pie" as const,
        radius: ["48%", "74%"],
        label: { formatter: "{b} {c}" },
        data: chart.labels.map((name, index) => ({ name, value: values[index] ?? 0 })),
      },
    ],
  };
}

function options(chart: Chart) {
  const isPie = chart.kind === "pie";
  return {
    animation: false,
    color: isPie ? ORDER.map((name) => colour(name)) : chart.series.map(tone),
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: colour("ink") },
    aria: { enabled: true, label: { description: chart.title } },
    tooltip: {
      trigger: isPie ? ("item" as const) : ("axis" as const),
      renderMode: "richText" as const,
      valueFormatter: (value: unknown) => (value === null || value === undefined ? "–" : `${String(value)} ${chart.unit}`),
    },
    legend: chart.series.length > 1 ? { top: 0, left: 0, itemWidth: 14, itemHeight: 8 } : { show: false },
    ...(isPie ? pie(chart) : cartesian(chart)),
  };
}

function draw(box: HTMLElement): EChartsType | null {
  const chart = readData<Chart>(box.dataset["chart"]);
  if (!chart) return null;
  box.classList.add("is-drawn");
  const drawn = init(box, null, { locale: document.documentElement.lang.startsWith("zh") ? "ZH" : "EN" });
  drawn.setOption(options(chart));
  new ResizeObserver(() => drawn.resize()).observe(box);
  return drawn;
}

function drawAll(root: ParentNode): void {
  for (const box of root.querySelectorAll<HTMLElement>("[data-chart]:not(.is-drawn)")) draw(box);
}

drawAll(document);
document.body.addEventListener("htmx:load", (event) => {
  if (event.target instanceof Element) drawAll(event.target);
});
