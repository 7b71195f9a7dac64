// Starts GOV.UK Frontend on the page and on every fragment that htmx brings in.
import "./faults.js";
import {
  Button,
  CharacterCount,
  Checkboxes,
  ErrorSummary,
  PasswordInput,
  Radios,
  ServiceNavigation,
  SkipLink,
  isSupported,
} from "govuk-frontend";

const PARTS = [
  Button,
  CharacterCount,
  Checkboxes,
  ErrorSummary,
  PasswordInput,
  Radios,
  ServiceNavigation,
  SkipLink,
];

// Not the vendor's createAll: it complains of every part that it finds started already, and what
// htmx brings in may itself be a part, so the search begins at its parent.
function start(scope) {
  for (const Part of PARTS) {
    const name = Part.moduleName;
    for (const root of scope.querySelectorAll(`[data-module="${name}"]:not([data-${name}-init])`)) {
      new Part(root, Part === Button ? { preventDoubleClick: true } : undefined);
    }
  }
}

if (isSupported()) {
  start(document);
  document.addEventListener("htmx:load", ({ detail }) => start(detail.elt.parentElement ?? document));
}

// Filters stand open beside a list; on a phone they would push it off the screen.
if (matchMedia("(max-width: 40.0525em)").matches) {
  document.querySelectorAll("details[data-fold-on-phones]").forEach((panel) => {
    panel.open = false;
  });
}

document.addEventListener("click", ({ target }) => {
  if (target.closest("[data-print]")) print();
});
