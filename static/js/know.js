// @ts-check
/** Ticking people: the search narrows the list in place, ticks stay and are counted. */

/** @param {HTMLFormElement} form */
function enliven(form) {
  /** @type {HTMLInputElement | null} */
  const search = form.querySelector("[type=search]");
  const said = form.querySelector("#ticked");
  let waiting = 0;
  let current = 0;

  function count() {
    const number = form.querySelectorAll("[name=who]:checked").length;
    const words = number === 1 ? form.dataset.one : number ? form.dataset.many : form.dataset.none;
    if (said) said.textContent = (words ?? "").replace("{n}", String(number));
  }

  async function refresh() {
    const mine = ++current;
    const query = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      if (typeof value === "string" && value) query.append(name, value);
    }
    const answer = await fetch(form.action + "?" + query, { headers: { Accept: "text/html" } });
    if (!answer.ok || mine !== current) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("#people");
    const old = form.querySelector("#people");
    if (!fresh || !old) return;
    keep(old, fresh);
    old.replaceWith(document.adoptNode(fresh));
    count();
  }

  /** What was ticked while the answer was on its way stays as it is.
   * @param {Element} old @param {Element} fresh */
  function keep(old, fresh) {
    for (const box of old.querySelectorAll("input")) {
      const twin = fresh.querySelector("#" + CSS.escape(box.id));
      if (twin instanceof HTMLInputElement) twin.checked = box.checked;
    }
  }

  search?.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = window.setTimeout(refresh, 250);
  });
  form.addEventListener("change", (event) => {
    if (event.target instanceof HTMLInputElement && event.target.name === "who") count();
  });
  form.addEventListener("submit", (event) => {
    const { submitter } = event;
    if (!submitter?.hasAttribute("data-find")) return;
    event.preventDefault();
    clearTimeout(waiting);
    refresh();
  });
  count();
}

for (const form of document.querySelectorAll("form[data-know]")) {
  if (form instanceof HTMLFormElement) enliven(form);
}
