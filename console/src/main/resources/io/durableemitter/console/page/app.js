// What the page does when.

import { get, needsLogin, post } from './api.js';
import * as charts from './charts.js';
import * as dialogs from './dialogs.js';
import { byId, toast } from './dom.js';
import * as lists from './lists.js';
import * as overview from './overview.js';

let stream = null;
let built = false;
let paused = null;
let retry;

function link(state, text) {
  const line = byId('link');
  line.dataset.state = state;
  if (line.textContent !== text) line.textContent = text;
}

async function begin() {
  clearTimeout(retry);
  try {
    const session = await get('session');
    byId('login').hidden = true;
    byId('board').hidden = false;
    byId('log-out').hidden = !session.canLogOut;
    byId('pause').hidden = session.readOnly;
    document.body.dataset.readOnly = session.readOnly;
    if (!built) {
      built = true;
      overview.build();
      charts.build();
    }
    lists.build(session);
    watch();
    show(await get('status'));
  } catch (error) {
    if (error.status !== 401) {
      link('broken', error.message);
      retry = setTimeout(begin, 5000);
    }
  }
}

function watch() {
  stream?.close();
  stream = new EventSource('api/stream');
  stream.addEventListener('open', () => link('live', 'live'));
  stream.addEventListener('history', (event) => {
    const figures = JSON.parse(event.data);
    if (figures.t.length) charts.setHistory(figures);
  });
  stream.addEventListener('sample', (event) => {
    const { figures, status } = JSON.parse(event.data);
    charts.add(figures);
    show(status);
  });
  stream.addEventListener('error', async () => {
    if (stream.readyState !== EventSource.CLOSED) {
      link('broken', 'connecting again');
      return;
    }
    // refused: there is a reason, which only another request tells
    stream.close();
    try {
      show(await get('status'));
      link('broken', 'no place for another live view; looking every 10 s');
      retry = setTimeout(watch, 10_000);
    } catch (error) {
      link('broken', error.message);
      if (error.status !== 401) retry = setTimeout(begin, 5000);
    }
  });
}

function show(status) {
  paused = status.paused;
  byId('pause').textContent = paused ? 'Resume delivery' : 'Pause delivery';
  byId('pause').classList.toggle('primary', Boolean(paused));
  overview.show(status);
  lists.follow(status);
}

async function pauseOrResume() {
  const why = paused
    ? await dialogs.confirm({
      title: 'Resume delivery?',
      says: [`It was paused by ${paused.by}: ${paused.reason}`, 'All processes of this queue go on within seconds, and send what has waited.'],
      action: 'Resume delivery',
      reason: true,
    })
    : await dialogs.confirm({
      title: 'Pause delivery?',
      says: ['All processes of this queue stop sending within seconds. Events are still stored, and wait until somebody resumes.'],
      warning: 'Events still grow older: what reaches its time to live becomes a dead letter.',
      action: 'Pause delivery',
      reason: true,
    });
  if (why !== null) {
    await lists.order(paused ? 'resume' : 'pause', why, 'Ordered: each process follows within seconds.');
  }
}

needsLogin.addEventListener('needed', () => {
  stream?.close();
  clearTimeout(retry);
  if (dialogs.isOpen()) dialogs.close();
  byId('board').hidden = true;
  byId('pause').hidden = true;
  byId('log-out').hidden = true;
  byId('login').hidden = false;
  link('waiting', 'not logged in');
  byId('token').focus();
});

byId('login-form').addEventListener('submit', async (event) => {
  event.preventDefault();
  byId('login-error').textContent = '';
  try {
    await post('login', { token: byId('token').value });
    byId('token').value = '';
    await begin();
    byId('main').focus();
  } catch (error) {
    byId('login-error').textContent = error.message;
    byId('token').select();
  }
});

byId('log-out').addEventListener('click', async () => {
  try {
    await post('logout');
  } catch (error) {
    toast(error.message, true);
  }
  begin();
});

byId('pause').addEventListener('click', pauseOrResume);

const dark = matchMedia('(prefers-color-scheme: dark)');

function themeNow() {
  return document.documentElement.dataset.theme ?? (dark.matches ? 'dark' : 'light');
}

function nameTheme() {
  byId('theme').textContent = themeNow() === 'dark' ? 'Light' : 'Dark';
  byId('theme').setAttribute('aria-label', `Use the ${themeNow() === 'dark' ? 'light' : 'dark'} theme`);
}

byId('theme').addEventListener('click', () => {
  const theme = themeNow() === 'dark' ? 'light' : 'dark';
  document.documentElement.dataset.theme = theme;
  try {
    localStorage.setItem('theme', theme);
  } catch {
    // it holds for as long as the page is open
  }
  nameTheme();
  charts.repaint();
});
dark.addEventListener('change', () => {
  nameTheme();
  charts.repaint();
});

nameTheme();
begin();
