// Before the first paint, so that no page flashes in the other theme. Not inline: the page's policy allows none.
(function () {
  var chosen = null;
  try {
    chosen = localStorage.getItem('nectr.theme');
  } catch {
    // Storage is off: the system's theme holds.
  }
  var dark = matchMedia('(prefers-color-scheme: dark)').matches;
  document.documentElement.dataset.theme = chosen === 'light' || chosen === 'dark' ? chosen : dark ? 'dark' : 'light';
})();
