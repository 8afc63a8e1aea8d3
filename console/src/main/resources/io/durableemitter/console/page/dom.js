// Makes elements. Text only ever becomes text: nothing here, or anywhere else, writes HTML.

export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) {
      element.addEventListener(name.slice(2), value);
    } else if (value === true) {
      element.setAttribute(name, '');
    } else if (value !== false && value !== null && value !== undefined) {
      element.setAttribute(name, value);
    }
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

export function byId(id) {
  return document.getElementById(id);
}

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const tenth = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });
const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });
const dateTime = new Intl.DateTimeFormat('en-GB', {
  day: '2-digit', month: 'short', hour: '2-digit', minute: '2-digit', second: '2-digit',
});
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });

const NONE = '–';

export const count = (n) => (n === null || n === undefined ? NONE : whole.format(n));
export const short = (n) => (n === null || n === undefined ? NONE : n < 10_000 ? whole.format(n) : compact.format(n));
export const rate = (n) => (n === null || n === undefined ? NONE : n < 10 ? tenth.format(n) : short(n));
export const timeOfDay = (seconds) => clock.format(new Date(seconds * 1000));

export function millis(n) {
  if (n === null || n === undefined) return NONE;
  return n >= 1000 ? `${tenth.format(n / 1000)} s` : n < 10 ? `${tenth.format(n)} ms` : `${whole.format(n)} ms`;
}

export function bytes(n) {
  if (n === null || n === undefined) return NONE;
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let unit = 0;
  while (n >= 1024 && unit < units.length - 1) {
    n /= 1024;
    unit++;
  }
  return `${unit === 0 || n >= 100 ? whole.format(n) : tenth.format(n)} ${units[unit]}`;
}

/** In one unit, or two: nobody reads more at a glance. */
export function duration(seconds) {
  if (seconds === null || seconds === undefined) return NONE;
  const s = Math.floor(seconds);
  if (s < 60) return `${s} s`;
  const two = (a, large, b, small) => (b === 0 ? `${a} ${large}` : `${a} ${large} ${b} ${small}`);
  if (s < 3600) return two(Math.floor(s / 60), 'min', s % 60, 's');
  if (s < 86_400) return two(Math.floor(s / 3600), 'h', Math.floor((s % 3600) / 60), 'min');
  const days = Math.floor(s / 86_400);
  return two(days, days === 1 ? 'day' : 'days', Math.floor((s % 86_400) / 3600), 'h');
}

/** How long ago, with the time itself for whoever points at it. */
export function ago(iso) {
  const at = new Date(iso);
  const seconds = Math.max(0, (Date.now() - at) / 1000);
  const text = seconds < 86_400 ? `${duration(seconds).replace(/ \d+ s$/, '')} ago` : dateTime.format(at);
  return el('time', { datetime: iso, title: `${dateTime.format(at)} (${iso})` }, text);
}

export const words = (label) => label.replaceAll('_', ' ').replaceAll('-', ' ');

export function plural(n, thing) {
  return `${count(n)} ${thing}${n === 1 ? '' : 's'}`;
}

/** A line at the bottom that goes by itself. */
let toastTimer;
export function toast(text, bad = false) {
  const line = byId('toast');
  line.textContent = text;
  line.dataset.bad = bad;
  line.hidden = false;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => { line.hidden = true; }, bad ? 12_000 : 5000);
}
