// Questions before something happens, and events in full. The browser keeps the focus inside and closes on Escape.

import { ago, byId, bytes, count, duration, el, words } from './dom.js';

const dialog = () => byId('dialog');

function open(title, content, buttons) {
  const box = dialog();
  box.replaceChildren(
    el('form', { method: 'dialog', class: 'dialog-form' },
      el('header', { class: 'dialog-head' },
        el('h2', { id: 'dialog-title' }, title),
        el('button', { type: 'button', class: 'button quiet', 'aria-label': 'Close', onclick: () => box.close() }, '✕')),
      el('div', { class: 'dialog-body' }, content),
      el('footer', { class: 'dialog-foot' }, buttons)));
  if (!box.open) box.showModal();
  return box;
}

export const isOpen = () => dialog().open;
export const close = () => dialog().close();

/** Resolves when none is open. */
export function whenClosed() {
  return isOpen()
    ? new Promise((resolve) => dialog().addEventListener('close', resolve, { once: true })).then(whenClosed)
    : Promise.resolve();
}

/** Asks; resolves to the reason that was given (or an empty text), or to null if it is not meant. */
export function confirm({ title, says, warning, action, danger = false, reason = false }) {
  return new Promise((resolve) => {
    let answer = null;
    const text = el('input', { id: 'reason', type: 'text', maxlength: 300, required: true, autocomplete: 'off' });
    const ok = el('button', { type: 'submit', class: `button ${danger ? 'danger' : 'primary'}` }, action);
    const cancel = el('button', { type: 'button', class: 'button', onclick: () => dialog().close() }, 'Cancel');
    const box = open(title, [
      ...says.map((line) => el('p', {}, line)),
      warning ? el('p', { class: 'warning' }, warning) : null,
      reason ? el('p', { class: 'field' }, el('label', { for: 'reason' }, 'Why? Everybody will see it.'), text) : null,
    ], [cancel, ok]);
    box.querySelector('form').addEventListener('submit', () => {
      answer = text.value.trim();
    });
    // the event comes late: that of a dialog before this one does not count
    const closed = () => {
      if (!box.open) {
        box.removeEventListener('close', closed);
        resolve(answer);
      }
    };
    box.addEventListener('close', closed);
    (reason ? text : cancel).focus();
  });
}

function facts(pairs) {
  return el('dl', { class: 'facts' }, pairs
    .filter(([, value]) => value !== '' && value !== null && value !== undefined)
    .map(([name, value]) => el('div', {}, el('dt', {}, name), el('dd', {}, value))));
}

function data(event) {
  if (event.format === 'none') return [el('p', { class: 'muted' }, 'The event has no data.')];
  const cut = event.shownBytes < event.dataBytes ? `; the first ${bytes(event.shownBytes)} are shown` : '';
  const kind = { json: 'JSON', text: 'text', hex: 'bytes' }[event.format];
  return [
    el('p', { class: 'muted' }, `${kind}, ${bytes(event.dataBytes)}${cut}`),
    el('pre', { class: 'data', id: 'event-data', tabindex: '0', 'aria-label': 'Data' }, event.data)];
}

const FIRST = ['id', 'source', 'type', 'subject', 'time', 'datacontenttype'];

function attributes(event) {
  const names = Object.keys(event.attributes).sort((a, b) => {
    const [x, y] = [FIRST.indexOf(a), FIRST.indexOf(b)];
    return (x < 0 ? FIRST.length : x) - (y < 0 ? FIRST.length : y) || a.localeCompare(b);
  });
  return facts(names.map((name) => [name, String(event.attributes[name])]));
}

function eventDialog(title, event, story, buttons) {
  open(title, [
    event.undecodable ? el('p', { class: 'warning' }, event.undecodable) : null,
    event.lastError ? el('p', { class: 'last-error' }, el('span', { class: 'muted' }, 'Last error '), event.lastError) : null,
    story,
    el('h3', {}, 'Attributes'),
    attributes(event),
    el('h3', {}, 'Data'),
    ...data(event),
  ], buttons);
}

export function deadLetter(letter, actions) {
  eventDialog(`Dead letter ${letter.id}`, letter, facts([
    ['Reason', words(letter.reason)],
    ['Attempts', count(letter.attempts)],
    ['Stored', ago(letter.createdAt)],
    ['Given up', ago(letter.diedAt)],
    ['Row', String(letter.rowId)],
    ['Payload', bytes(letter.payloadBytes)],
  ]), actions);
}

export function pendingEvent(event) {
  const lease = event.lease;
  eventDialog(`Pending event in row ${event.id}`, event, facts([
    ['Waits for', duration(event.ageSeconds)],
    ['Attempts', count(event.attempts)],
    ['Failures', count(event.failures)],
    ['Sent in vain', event.transportFailures ? count(event.transportFailures) : ''],
    ['Not before', event.nextAttemptAt ? new Date(event.nextAttemptAt).toISOString() : ''],
    ['Lease', lease ? `${lease.held ? 'held' : 'ended'}, of ${lease.owner} until ${lease.until}` : 'nobody has one'],
    ['Payload', bytes(event.payloadBytes)],
  ]), [el('button', { type: 'button', class: 'button', onclick: close }, 'Close')]);
}
