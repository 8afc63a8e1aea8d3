// Before the first paint, so that nobody is dazzled: what was chosen here, else what the system has.
(() => {
  let chosen = null;
  try {
    chosen = localStorage.getItem('theme');
  } catch {
    // a browser that keeps nothing has the system's
  }
  if (chosen === 'light' || chosen === 'dark') {
    document.documentElement.dataset.theme = chosen;
  }
})();
