// The top of the page: a sentence, and the figures that it stands on.

import { byId, bytes, count, duration, el, rate, short, words } from './dom.js';

const GATES = {
  OPEN: ['open', 'ok', 'the receiver takes events'],
  CLOSED: ['closed', 'bad', 'the receiver does not take events'],
  PARTLY: ['partly closed', 'warn', 'some processes do not reach the receiver'],
  PAUSED: ['paused', 'warn', 'by order'],
  UNKNOWN: ['unknown', 'none', 'no process reports'],
};

const tiles = new Map();

function tile(name, label) {
  const value = el('dd', { class: 'value', id: `figure-${name}` });
  const note = el('dd', { class: 'note' });
  const box = el('div', { class: 'figure', 'data-figure': name }, el('dt', {}, label), value, note);
  tiles.set(name, { box, value, note });
  return box;
}

function set(name, value, note = '', level = '') {
  const { box, value: shown, note: line } = tiles.get(name);
  if (shown.textContent !== value) shown.textContent = value;
  if (typeof note === 'string') {
    if (line.textContent !== note) line.textContent = note;
  } else {
    line.replaceChildren(note);
  }
  box.dataset.level = level;
}

export function build() {
  byId('figures').append(
    tile('pending', 'Pending'),
    tile('oldest', 'Oldest event'),
    tile('in', 'Stored a second'),
    tile('out', 'Delivered a second'),
    tile('gate', 'Gate'),
    tile('dead', 'Dead letters'),
    tile('hosts', 'Processes'),
  );
}

export function show(status) {
  const verdict = byId('verdict');
  if (verdict.dataset.level !== status.level) verdict.dataset.level = status.level;
  for (const [id, text] of [['sentence', status.sentence], ['advice', status.advice]]) {
    if (byId(id).textContent !== text) byId(id).textContent = text;
  }
  byId('queue-name').textContent = status.queue;
  document.title = `${{ bad: '● ', warn: '▲ ' }[status.level] ?? ''}${count(status.pending)} pending · Durable Emitter`;

  const about = status.pendingEstimated ? 'about ' : '';
  set('pending', about + count(status.pending), status.pending ? `${about}${bytes(status.pendingBytes)}` : 'nothing waits');
  oldest(status);
  set('in', rate(status.ratePerSecondIn), status.ratePerSecondIn === null ? 'no process reports' : 'by all processes');
  set('out', rate(status.ratePerSecondOut), status.ratePerSecondOut === null ? 'no process reports' : 'by all processes');
  const [gate, level, note] = GATES[status.gate] ?? [status.gate.toLowerCase(), '', ''];
  set('gate', gate, status.paused ? `by ${status.paused.by}, ${duration((Date.now() - new Date(status.paused.since)) / 1000)} ago` : note, level);
  const reasons = Object.entries(status.deadLetters.byReason).map(([reason, n]) => `${short(n)} ${words(reason)}`);
  const { unread } = status;
  if (unread.deadLetters) {
    set('dead', '–', `cannot be read: ${unread.deadLetters}`, 'warn');
  } else {
    const dead = (status.deadLetters.estimated ? 'about ' : '') + count(status.deadLetters.total);
    set('dead', dead, reasons.join(', ') || 'none', status.deadLetters.total ? 'note' : '');
  }
  const { heard, silent } = status.hosts;
  if (unread.hosts) set('hosts', '–', `cannot be read: ${unread.hosts}`, 'warn');
  else set('hosts', count(heard), silent ? `${count(silent)} silent` : heard ? 'all heard of' : 'none heard of', silent ? 'warn' : '');

  byId('count-dead').textContent = unread.deadLetters ? '–' : short(status.deadLetters.total);
  byId('count-pending').textContent = short(status.pending);
  byId('count-hosts').textContent = unread.hosts ? '–' : short(heard + silent);
}

function oldest(status) {
  const age = status.oldestAgeSeconds;
  if (age === null || !status.pending) {
    set('oldest', '–', `expires after ${duration(status.ttlSeconds)}`);
    return;
  }
  const share = Math.min(1, age / status.ttlSeconds);
  const fill = el('span', { class: 'budget-used' });
  fill.style.width = `${Math.max(1, share * 100)}%`;
  const note = el('span', {},
    el('span', { class: 'budget', 'aria-hidden': 'true' }, fill),
    `${share > 0 && share < 0.01 ? '< 1' : Math.round(share * 100)} % of ${duration(status.ttlSeconds)}`);
  set('oldest', age < 1 ? '< 1 s' : duration(age), note, share >= 0.8 ? 'bad' : share >= 0.5 ? 'warn' : '');
}
