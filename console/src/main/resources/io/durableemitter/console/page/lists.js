// Dead letters, pending events, processes and what was done: tables that become cards on a phone.

import { get, post } from './api.js';
import * as dialogs from './dialogs.js';
import { ago, byId, bytes, count, duration, el, plural, rate, toast, words } from './dom.js';

const REASONS = ['expired', 'rejected', 'too_large', 'undecodable', 'too_many_attempts'];
const tooLong = (text, most) => (text.length > most ? `${text.slice(0, most - 1)}…` : text);

let session = { readOnly: true };

function table(caption, columns, rows) {
  return el('div', { class: 'table-box' }, el('table', {},
    el('caption', { class: 'visually-hidden' }, caption),
    el('thead', {}, el('tr', {}, columns.map(([name, kind]) => el('th', { scope: 'col', class: kind ?? '' }, name)))),
    el('tbody', {}, rows.map((cells) => el('tr', {}, cells.map((cell, i) =>
      el('td', { class: columns[i][1] ?? '', 'data-label': columns[i][0] }, cell)))))));
}

const none = (text) => el('p', { class: 'empty muted' }, text);
const failed = (error) => el('p', { class: 'empty error', role: 'alert' }, error.message);

/** A list with a search form, in pages. */
class Searched {
  constructor(panel, fields) {
    this.panel = panel;
    this.filter = {};
    this.pages = [0];
    this.body = el('div', { 'aria-live': 'off' });
    this.form = el('form', { class: 'search', role: 'search', onsubmit: (event) => this.search(event) },
      fields.map((field) => this.field(field)),
      el('div', { class: 'search-buttons' },
        el('button', { type: 'submit', class: 'button' }, 'Search'),
        el('button', { type: 'button', class: 'button quiet', onclick: () => this.clear() }, 'Clear')));
    this.bulk = el('div', { class: 'bulk' });
    this.panel.append(this.form, this.bulk, this.body);
  }

  field([name, label, options]) {
    const id = `${this.panel.id}-${name}`;
    const input = options
      ? el('select', { id, name }, el('option', { value: '' }, 'any'), options.map((o) => el('option', { value: o }, words(o))))
      : el('input', { id, name, type: 'search', autocomplete: 'off', spellcheck: 'false' });
    return el('p', { class: 'field' }, el('label', { for: id }, label), input);
  }

  search(event) {
    event.preventDefault();
    this.filter = Object.fromEntries([...new FormData(this.form)].map(([name, value]) => [name, value.trim()]));
    this.pages = [0];
    this.load();
  }

  clear() {
    this.form.reset();
    this.filter = {};
    this.pages = [0];
    this.load();
  }

  filtered() {
    return Object.values(this.filter).some((value) => value !== '' && value !== undefined);
  }

  atFirst() {
    return this.pages.length === 1;
  }

  async load() {
    const turn = (this.turn = (this.turn ?? 0) + 1);
    try {
      const page = await get(this.path, { ...this.filter, after: String(this.pages[this.pages.length - 1] || '') });
      // the row that a dialog was opened from must be there when it closes
      await dialogs.whenClosed();
      if (turn === this.turn) this.keepingFocus(() => this.show(page));
    } catch (error) {
      if (turn === this.turn && error.status !== 401) this.body.replaceChildren(failed(error));
    }
  }

  /** An answer may come late, when somebody has gone on to a row. */
  keepingFocus(work) {
    const id = this.body.contains(document.activeElement) ? document.activeElement.dataset.id : undefined;
    work();
    if (id !== undefined) this.body.querySelector(`[data-id="${CSS.escape(id)}"]`)?.focus();
  }

  paging(page, text) {
    return el('nav', { class: 'paging', 'aria-label': 'Pages' },
      el('button', { type: 'button', class: 'button', disabled: this.atFirst(), onclick: () => { this.pages.pop(); this.load(); } }, 'Back'),
      el('span', { class: 'muted' }, text),
      el('button', { type: 'button', class: 'button', disabled: !page.more, onclick: () => { this.pages.push(page.next); this.load(); } }, 'Next'));
  }
}

class DeadLetters extends Searched {
  constructor() {
    super(byId('panel-dead'), [['eventId', 'Event id'], ['source', 'Source'], ['type', 'Type'], ['reason', 'Reason', REASONS]]);
    this.path = 'dead-letters';
  }

  show(page) {
    const letters = page.deadLetters;
    if (letters.length === 0) {
      this.bulk.replaceChildren();
      this.body.replaceChildren(none(this.filtered() ? 'No dead letter fits.' : 'There are no dead letters.'), this.atFirst() ? '' : this.paging(page, ''));
      return;
    }
    this.bulk.replaceChildren(...(session.readOnly ? [] : [
      el('button', { type: 'button', class: 'button', onclick: () => this.all('redrive') }, this.filtered() ? 'Redrive all that fit …' : 'Redrive all …'),
      el('button', { type: 'button', class: 'button danger-text', onclick: () => this.all('discard') }, this.filtered() ? 'Discard all that fit …' : 'Discard all …')]));
    this.body.replaceChildren(
      table('Dead letters, oldest first', [['Event'], ['Type'], ['Source'], ['Reason'], ['Last error', 'wide'], ['Attempts', 'number'], ['Given up']],
        letters.map((letter) => [
          el('button', { type: 'button', class: 'row-link', 'data-id': letter.id, onclick: () => this.open(letter.id) }, tooLong(letter.eventId || `dead letter ${letter.id}`, 60)),
          tooLong(letter.type, 60), tooLong(letter.source, 60),
          el('span', { class: `badge ${letter.reason}` }, words(letter.reason)),
          tooLong(letter.lastError, 160), count(letter.attempts), ago(letter.diedAt)])),
      this.paging(page, plural(letters.length, 'dead letter')));
  }

  async open(id) {
    try {
      const letter = await get(`dead-letters/${id}`);
      const act = (what) => () => this.one(what, letter);
      dialogs.deadLetter(letter, session.readOnly
        ? [el('button', { type: 'button', class: 'button', onclick: dialogs.close }, 'Close')]
        : [el('button', { type: 'button', class: 'button danger-text', onclick: act('discard') }, 'Discard …'),
          el('button', { type: 'button', class: 'button primary', onclick: act('redrive') }, 'Redrive …')]);
    } catch (error) {
      toast(error.message, true);
      this.load();
    }
  }

  async one(what, letter) {
    const meant = await this.ask(what, 1, `event ${letter.eventId || letter.id}`);
    if (meant) await this.move(what, { ids: [letter.id] });
  }

  async all(what) {
    try {
      const { count: n, upToId } = await get('dead-letters/count', this.filter);
      if (n === 0) {
        toast('No dead letter fits any more.');
        this.load();
        return;
      }
      const which = Object.entries(this.filter).filter(([, value]) => value).map(([name, value]) => `${words(name === 'eventId' ? 'event id' : name)} ${words(value)}`).join(', ');
      if (await this.ask(what, n, which || 'all of them')) {
        const wanted = Object.fromEntries(Object.entries(this.filter).filter(([, value]) => value));
        await this.move(what, { ...wanted, upToId });
      }
    } catch (error) {
      toast(error.message, true);
    }
  }

  ask(what, n, which) {
    const these = plural(n, 'dead letter');
    return what === 'redrive'
      ? dialogs.confirm({
        title: `Redrive ${these}?`,
        says: [`${which}.`, 'Back in the queue, delivery is tried anew: ids stay as they are, attempts and time to live begin again. What the receiver has already taken it may get again.'],
        action: `Redrive ${count(n)}`,
      }).then((answer) => answer !== null)
      : dialogs.confirm({
        title: `Discard ${these} for good?`,
        says: [`${which}.`],
        warning: 'They are deleted and never delivered. Nobody can bring them back.',
        action: `Discard ${count(n)}`,
        danger: true,
      }).then((answer) => answer !== null);
  }

  /** Goes on until there are no more: a request moves a bounded number. */
  async move(what, which) {
    let moved = 0;
    let unrecorded = false;
    try {
      for (let more = true; more;) {
        const answer = await post(`dead-letters/${what}`, which);
        moved += answer.moved;
        more = answer.more;
        unrecorded ||= answer.notRecorded === true;
        if (more) toast(`${count(moved)} so far …`);
      }
      const done = moved === 0 ? 'None was there any more.'
        : what === 'redrive' ? `${plural(moved, 'dead letter')} back in the queue.` : `${plural(moved, 'dead letter')} discarded.`;
      toast(unrecorded ? `${done} It could not be written down under Actions; the log of the console has it.` : done, unrecorded);
    } catch (error) {
      toast(`${moved ? `${count(moved)} done, then: ` : ''}${error.message}`, true);
    }
    this.pages = [0];
    this.load();
  }
}

class Pending extends Searched {
  constructor() {
    super(byId('panel-pending'), [['eventId', 'Event id'], ['source', 'Source'], ['type', 'Type']]);
    this.path = 'pending';
  }

  show(page) {
    const events = page.pending;
    const looked = this.filtered() ? `, ${count(page.walked)} looked at` : '';
    if (events.length === 0) {
      this.body.replaceChildren(
        none(page.more ? `None of the ${count(page.walked)} looked at fits. There are more.` : this.filtered() ? 'No pending event fits.' : 'Nothing waits.'),
        page.more || !this.atFirst() ? this.paging(page, '') : '');
      return;
    }
    this.body.replaceChildren(
      table('Pending events, oldest first', [['Event'], ['Type'], ['Source'], ['State'], ['Last error', 'wide'], ['Attempts', 'number'], ['Size', 'number'], ['Waits for', 'number']],
        events.map((event) => [
          el('button', { type: 'button', class: 'row-link', 'data-id': event.id, onclick: () => this.open(event.id) }, tooLong(event.eventId || `row ${event.id}`, 60)),
          tooLong(event.type || event.undecodable, 60), tooLong(event.source, 60), state(event),
          tooLong(event.lastError, 160), count(event.attempts), bytes(event.payloadBytes), duration(event.ageSeconds)])),
      this.paging(page, plural(events.length, 'event') + looked));
  }

  async open(id) {
    try {
      dialogs.pendingEvent(await get(`pending/${id}`));
    } catch (error) {
      toast(error.message, true);
      this.load();
    }
  }
}

function state(event) {
  if (event.undecodable) return el('span', { class: 'badge undecodable' }, 'undecodable');
  if (event.lease?.held) return el('span', { class: 'badge held' }, 'being sent');
  if (event.failures > 0 || event.lastError) return el('span', { class: 'badge failed' }, 'failed, tried again');
  return el('span', { class: 'badge' }, 'waits');
}

class Hosts {
  constructor() {
    this.panel = byId('panel-hosts');
  }

  async load() {
    try {
      const [{ hosts, known, problem }, leases] = await Promise.all([get('hosts'), get('leases').catch(() => ({ owners: [] }))]);
      const held = new Map(leases.owners.map((owned) => [owned.owner, owned.rows]));
      const anyProblem = hosts.some((host) => host.problem);
      const rows = hosts.map((host) => [
        el('span', {}, el('strong', {}, host.name), el('small', { class: 'muted' }, ` ${host.version}`)),
        host.role === 'host' ? 'sends what waits' : 'sends its own',
        host.heard
          ? el('span', { class: `badge ${host.problem ? 'failed' : 'good'}` }, host.problem ? 'trouble' : 'well')
          : el('span', { class: 'badge silent' }, `silent for ${duration(host.silenceSeconds)}`),
        el('span', { class: `gate-${host.gate.toLowerCase()}` }, words(host.gate.toLowerCase())),
        rate(host.figures.emittedPerSecond ?? null), rate(host.figures.deliveredPerSecond ?? null),
        count(held.get(host.owner) ?? 0) + (leases.estimated ? ' or more' : ''),
        duration(host.uptimeSeconds), ...(anyProblem ? [host.problem] : [])]);
      this.panel.replaceChildren(
        hosts.length === 0
          ? none(known ? 'No process has reported within the last hour.'
            : problem ? `The reports of processes cannot be read: ${problem}` : 'This store keeps no reports of processes.')
          : table('Processes that work on this queue', [['Process'], ['Role'], ['State'], ['Gate'], ['Stored/s', 'number'], ['Delivered/s', 'number'], ['Leases', 'number'], ['Up for', 'number'], ...(anyProblem ? [['Problem', 'wide']] : [])], rows),
        session.readOnly || !known ? '' : el('p', { class: 'aside' },
          el('button', { type: 'button', class: 'button', onclick: confirmExpiry }, 'Confirm expiry …'),
          el('span', { class: 'muted' }, 'if a process holds expiry back because a clock has jumped.')));
    } catch (error) {
      if (error.status !== 401) this.panel.replaceChildren(failed(error));
    }
  }
}

async function confirmExpiry() {
  const why = await dialogs.confirm({
    title: 'Let old events expire?',
    says: ['Processes hold expiry back when the database’s clock jumps, so that a wrong clock deletes nothing. With this, what is older than its time to live becomes a dead letter, whatever the clock did.'],
    warning: 'Look at the clock of the database first.',
    action: 'Confirm expiry',
    danger: true,
    reason: true,
  });
  if (why !== null) await order('confirm-expiry', why, 'Ordered: each process follows within seconds.');
}

export async function order(what, reason, done) {
  try {
    await post(what, { reason });
    toast(done);
    if (current === 'actions') lists.actions.load();
  } catch (error) {
    toast(error.message, true);
  }
}

class Actions {
  constructor() {
    this.panel = byId('panel-actions');
  }

  async load() {
    try {
      const { actions } = await get('actions');
      this.panel.replaceChildren(actions.length === 0 ? none('Nobody has done anything yet.')
        : table('What was done, newest first', [['When'], ['What'], ['Who'], ['Why, or to what', 'wide']],
          actions.map((action) => [
            ago(action.at), el('span', { class: `badge act-${action.kind ?? 'other'}` }, words(action.kind ?? 'something that this version does not know')),
            action.actor, action.detail])));
    } catch (error) {
      if (error.status !== 401) this.panel.replaceChildren(failed(error));
    }
  }
}

const lists = {};
let current = '';

export function build(who) {
  session = who;
  if (!lists.dead) {
    Object.assign(lists, { dead: new DeadLetters(), pending: new Pending(), hosts: new Hosts(), actions: new Actions() });
    const tabs = [...document.querySelectorAll('[role=tab]')];
    tabs.forEach((tab, i) => {
      tab.addEventListener('click', () => select(tab.dataset.tab));
      tab.addEventListener('keydown', (event) => {
        const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
        const to = step ? tabs[(i + step + tabs.length) % tabs.length] : { Home: tabs[0], End: tabs[tabs.length - 1] }[event.key];
        if (to) {
          event.preventDefault();
          select(to.dataset.tab);
          to.focus();
        }
      });
    });
    window.addEventListener('hashchange', () => select(location.hash.slice(1)));
  }
  current = '';
  select(location.hash.slice(1));
}

function select(name) {
  const chosen = lists[name] ? name : 'dead';
  if (chosen === current) return;
  current = chosen;
  for (const tab of document.querySelectorAll('[role=tab]')) {
    const on = tab.dataset.tab === chosen;
    tab.setAttribute('aria-selected', on);
    tab.tabIndex = on ? 0 : -1;
    byId(`panel-${tab.dataset.tab}`).hidden = !on;
  }
  if (location.hash !== `#${chosen}`) history.replaceState(null, '', `#${chosen}`);
  lists[chosen].load();
}

let known = '';
let loadedAt = 0;

/** Lists follow the figures, but not under the eyes of whoever pages or reads. */
export function follow(status) {
  const now = JSON.stringify([status.deadLetters.total, status.pending, status.hosts, status.paused]);
  const list = lists[current];
  const still = dialogs.isOpen() || (list instanceof Searched && !list.atFirst()) || list?.panel.contains(document.activeElement);
  if (list && !still && Date.now() - loadedAt > 3000 && (now !== known || current === 'hosts')) {
    known = now;
    loadedAt = Date.now();
    list.load();
  }
}
