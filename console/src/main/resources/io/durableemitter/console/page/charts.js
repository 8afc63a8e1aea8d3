// Live charts of the last half hour.

import uPlot from './uplot.js';
import { byId, duration, el, millis, rate, short, timeOfDay } from './dom.js';

const SPAN = 30 * 60;
const MOST = 900;
// lower where six of them stand below each other
const HEIGHT = matchMedia('(max-width: 640px)').matches ? 124 : 168;
// steps of an axis of time that people can name
const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400, 172_800, 604_800];
const CODE_COLOURS = ['bad', 'warn', 'a', 'b', 'ok', 'c', 'muted'];

const CHARTS = [
  { id: 'depth', title: 'Pending events', format: short, series: [['pending', 'pending', 'a']], fill: true },
  { id: 'rates', title: 'Events a second', format: rate, series: [['in', 'stored', 'b'], ['out', 'delivered', 'ok']] },
  { id: 'age', title: 'Age of the oldest event', format: duration, incrs: STEPS, series: [['oldest', 'oldest', 'c']], fill: true },
  { id: 'store', title: 'Time to store', format: millis, series: [['storeP50', 'median', 'a'], ['storeP99', '99 of 100', 'c']] },
  { id: 'deliver', title: 'Time to deliver', format: millis, series: [['deliverP50', 'median', 'a'], ['deliverP99', '99 of 100', 'c']] },
  { id: 'failures', title: 'Failed deliveries a second, by code', format: rate, failures: true },
];

let data = { t: [], failures: {} };
const shown = [];

// a canvas knows neither variables nor themes: an element does
const probe = document.body.appendChild(document.createElement('span'));
probe.hidden = true;
const colour = (name) => {
  probe.style.color = `var(--line-${name})`;
  return getComputedStyle(probe).color;
};
const faint = (name) => colour(name).replace(/^rgb\((.*)\)$/, 'rgba($1, 0.12)');

class Chart {
  constructor(spec) {
    this.spec = spec;
    this.legend = el('figcaption', { class: 'legend' });
    this.plot = el('div', { class: 'plot' });
    this.empty = el('p', { class: 'plot-empty muted', hidden: true }, spec.failures ? 'No delivery has failed.' : 'Nothing was measured yet.');
    this.box = el('figure', { class: 'chart card', id: `chart-${spec.id}` },
      el('h3', {}, spec.title), this.legend, el('div', { class: 'plot-box' }, this.plot, this.empty));
    new ResizeObserver(() => this.resize()).observe(this.plot);
  }

  /** Name in the data, label, colour. */
  series() {
    if (!this.spec.failures) return this.spec.series;
    return Object.keys(data.failures).map((code, i) => [code, code, CODE_COLOURS[i % CODE_COLOURS.length]]);
  }

  columns() {
    const from = this.spec.failures ? data.failures : data;
    return [data.t, ...this.series().map(([name]) => from[name] ?? [])];
  }

  build() {
    this.uplot?.destroy();
    this.built = this.series().map(([name]) => name).join();
    this.values = this.series().map(([, label, c]) => {
      const value = el('span', { class: 'legend-value' });
      const swatch = el('span', { class: 'swatch', 'aria-hidden': 'true' });
      swatch.style.background = colour(c);
      this.legend.append(el('span', { class: 'legend-item' }, swatch, `${label} `, value));
      return value;
    });
    this.legend.replaceChildren(...this.values.map((value) => value.parentNode));
    const ink = colour('ink');
    const grid = { stroke: colour('grid'), width: 1 };
    this.uplot = new uPlot({
      width: Math.max(200, this.plot.clientWidth),
      height: HEIGHT,
      padding: [8, 16, 0, 0],
      legend: { show: false },
      cursor: { y: false, points: { size: 7 }, drag: { x: false, y: false } },
      hooks: { setCursor: [(u) => this.label(u.cursor.idx)] },
      scales: {
        x: { time: true, range: () => this.span() },
        y: { range: (u, min, max) => [0, max > 0 ? max * 1.15 : 1] },
      },
      axes: [
        { stroke: ink, grid: { show: false }, ticks: { show: false }, font: '11px system-ui', size: 26, space: 70, values: (u, at) => at.map(timeOfDay) },
        { stroke: ink, grid, ticks: { show: false }, font: '11px system-ui', size: 60, space: 34, ...(this.spec.incrs ? { incrs: this.spec.incrs } : {}), values: (u, at) => at.map((v) => this.spec.format(v)) },
      ],
      series: [{}, ...this.series().map(([, label, c]) => ({
        label,
        stroke: colour(c),
        width: 1.75,
        fill: this.spec.fill ? faint(c) : undefined,
        points: { show: false },
      }))],
    }, this.columns(), this.plot);
    this.update();
  }

  span() {
    const end = data.t.length ? data.t[data.t.length - 1] : Date.now() / 1000;
    const begin = data.t.length ? data.t[0] : end;
    // a few samples are not squeezed into a corner
    return [Math.max(end - SPAN, Math.min(begin, end - 60)), end];
  }

  update() {
    if (this.series().map(([name]) => name).join() !== this.built) {
      this.build();
      return;
    }
    const columns = this.columns();
    const any = columns.slice(1).some((column) => column.some((v) => (this.spec.failures ? v > 0 : v !== null)));
    this.empty.hidden = any;
    this.plot.classList.toggle('is-empty', !any);
    this.uplot.setData(columns);
    this.label(this.uplot.cursor.idx);
  }

  /** The values under the pointer, or the last ones. */
  label(at) {
    const columns = this.columns();
    const index = at === null || at === undefined ? data.t.length - 1 : at;
    this.values.forEach((value, i) => {
      const text = this.spec.format(columns[i + 1][index] ?? null);
      if (value.textContent !== text) value.textContent = text;
    });
  }

  resize() {
    if (this.uplot && this.plot.clientWidth > 0 && this.plot.clientWidth !== this.uplot.width) {
      this.uplot.setSize({ width: this.plot.clientWidth, height: HEIGHT });
    }
  }
}

export function build() {
  for (const spec of CHARTS) {
    const chart = new Chart(spec);
    shown.push(chart);
    byId('charts').append(chart.box);
    chart.build();
  }
}

/** Colours are those of the theme. */
export function repaint() {
  shown.forEach((chart) => chart.build());
}

export function setHistory(figures) {
  data = figures;
  shown.forEach((chart) => chart.update());
}

/** Adds samples; what is older than the span goes. */
export function add(figures) {
  const before = data.t.length;
  const added = figures.t.length;
  const next = { t: [...data.t, ...figures.t], failures: {} };
  const missing = (n) => Array(n).fill(null);
  for (const name of Object.keys(figures)) {
    if (name !== 't' && name !== 'failures') {
      next[name] = [...(data[name] ?? missing(before)), ...figures[name]];
    }
  }
  for (const code of new Set([...Object.keys(data.failures), ...Object.keys(figures.failures)])) {
    next.failures[code] = [
      ...(data.failures[code] ?? Array(before).fill(0)), ...(figures.failures[code] ?? Array(added).fill(0))];
  }
  const oldest = next.t[next.t.length - 1] - SPAN;
  const drop = Math.max(next.t.length - MOST, next.t.findIndex((t) => t >= oldest));
  if (drop > 0) {
    for (const group of [next, next.failures]) {
      for (const name of Object.keys(group)) {
        if (Array.isArray(group[name])) group[name] = group[name].slice(drop);
      }
    }
  }
  setHistory(next);
}
