// Speaks with the console's own server, and with nobody else.

export class ApiError extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

export const needsLogin = new EventTarget();

async function ask(path, init = {}) {
  let response;
  try {
    response = await fetch(`api/${path}`, { ...init, credentials: 'same-origin', cache: 'no-store' });
  } catch {
    throw new ApiError(0, 'the console does not answer');
  }
  const body = await response.json().catch(() => ({}));
  if (!response.ok) {
    if (response.status === 401 && path !== 'login') {
      needsLogin.dispatchEvent(new Event('needed'));
    }
    throw new ApiError(response.status, body.error || `the console answered ${response.status}`);
  }
  return body;
}

export function get(path, parameters = {}) {
  const query = new URLSearchParams(Object.entries(parameters).filter(([, value]) => value !== ''));
  return ask(query.size === 0 ? path : `${path}?${query}`);
}

export function post(path, body = {}) {
  return ask(path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
}
