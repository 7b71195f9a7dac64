// Starts GOV.UK Frontend on the page and on every fragment that htmx brings in.
import {
  Button,
  CharacterCount,
  Checkboxes,
  ErrorSummary,
  PasswordInput,
  Radios,
  ServiceNavigation,
  SkipLink,
  createAll,
} from "govuk-frontend";

const PARTS = [
  [Button, { preventDoubleClick: true }],
  [CharacterCount],
  [Checkboxes],
  [ErrorSummary],
  [PasswordInput],
  [Radios],
  [ServiceNavigation],
  [SkipLink],
];

const start = (scope) => PARTS.forEach(([part, config]) => createAll(part, config, scope));

start(document);
document.addEventListener("htmx:load", ({ detail }) => {
  if (detail.elt !== document.body) start(detail.elt.parentElement ?? detail.elt);
});

// Filters stand open beside a list; on a phone they would push it off the screen.
if (matchMedia("(max-width: 40.0525em)").matches) {
  document.querySelectorAll("details[data-fold-on-phones]").forEach((panel) => {
    panel.open = false;
  });
}

document.addEventListener("click", ({ target }) => {
  if (target.closest("[data-print]")) print();
});
