// Says what htmx leaves unsaid: it shows nothing where an answer is an error or does not come.

const NO_ANSWER = ["No answer came.", "Try again in a minute."];
const REFUSED = ["What was sent could not be taken.", "Load the page again, then try again."];
const WHY = {
  403: [
    "You may not do this, or you have signed in anew since this page was opened.",
    "Load the page again.",
  ],
  404: ["It is not there any more, or it is not yours to see.", "Load the page again."],
  500: ["The fault is ours and has been recorded.", "Try again in a few minutes."],
  503: ["EMPAC Connect is not available at the moment.", "Try again in a minute."],
};

const isPoll = (element) => element.matches("[hx-trigger^='every']");

function words({ elt, xhr, requestConfig }) {
  if (isPoll(elt)) {
    return "How far it is cannot be shown at the moment. This page keeps asking.";
  }
  const isRefusal = xhr.status >= 400 && xhr.status < 500;
  const known = WHY[xhr.status] ?? (isRefusal ? REFUSED : null);
  const [why, then] = known ?? NO_ANSWER;
  if (requestConfig.verb === "get") {
    return `This part of the page could not be brought up to date. ${why} ${then}`;
  }
  // Only an answer of our own proves that nothing was done.
  return known
    ? `That was not done. ${why} Nothing was changed. ${then}`
    : `${why} It may or may not have been done: load the page again to see.`;
}

const key = ({ requestConfig }) => `${requestConfig.verb} ${requestConfig.path}`;

function shown(detail) {
  const faults = [...document.querySelectorAll("[data-fault]")];
  return faults.find((fault) => fault.dataset.fault === key(detail));
}

function tell({ detail }) {
  const { elt, target } = detail;
  // A poll fails every two seconds: what stands is left, or it would be read out each time.
  if (isPoll(elt) && shown(detail)) return;
  shown(detail)?.remove();
  const fault = document.querySelector("#fault").content.firstElementChild.cloneNode(true);
  fault.dataset.fault = key(detail);
  fault.querySelector(".moj-alert__content").textContent = words(detail);
  // Rows stand in a list, which holds nothing else.
  (target.matches("li, tr") ? elt : target).before(fault);
  if (!isPoll(elt)) fault.focus();
}

for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, tell);
}
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (detail.successful) shown(detail)?.remove();
});
