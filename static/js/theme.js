// Runs before the first paint: the theme that was chosen, or else the one of the machine.
"use strict";

(() => {
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const chosen = () => (document.cookie.match(/(?:^|;\s*)theme=(light|dark)(?:;|$)/) || [])[1];
  const show = () => {
    document.documentElement.dataset.bsTheme = chosen() || (dark.matches ? "dark" : "light");
  };
  show();
  dark.addEventListener("change", show);
  document.documentElement.classList.add("has-script");
})();
