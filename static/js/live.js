// @ts-check
/** Filters that answer while they are changed: fetch the same address, swap #results. */

/** @param {HTMLFormElement} form */
function enliven(form) {
  const said = document.querySelector("#said");
  let waiting = 0;
  let current = 0;

  async function refresh() {
    const mine = ++current;
    const query = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      if (typeof value === "string" && value) query.append(name, value);
    }
    const ending = query.toString();
    const address = form.action.split("?")[0] + (ending ? "?" + ending : "");
    const answer = await fetch(address, { headers: { Accept: "text/html" } });
    if (!answer.ok || mine !== current) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("#results");
    const old = document.querySelector("#results");
    if (!fresh || !old) return;
    old.replaceWith(document.adoptNode(fresh));
    recount(page);
    history.replaceState(null, "", address);
    if (said) said.textContent = fresh.querySelector("[data-said]")?.textContent ?? "";
  }

  /** @param {Document} page */
  function recount(page) {
    for (const label of form.querySelectorAll("label[for] > span")) {
      const owner = label.closest("[data-count]");
      const twin = owner && page.querySelector(`[data-count="${owner.getAttribute("data-count")}"] > span`);
      if (owner) label.textContent = twin?.textContent ?? "0";
    }
  }

  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = window.setTimeout(refresh, 250);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(waiting);
    refresh();
  });
}

for (const form of document.querySelectorAll("form[data-live]")) {
  if (form instanceof HTMLFormElement) enliven(form);
}
