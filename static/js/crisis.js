// @ts-check
/** Shows where help is while somebody types words that may tell of danger to themselves.
 * Nothing leaves the browser, and nothing is kept. */

/** @param {string} words as `folded` compares them on the server */
const plain = (words) =>
  ` ${words
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll("’", "'")
    .replace(/[^\p{L}\p{N}']+/gu, " ")
    .trim()} `;

/** @param {HTMLElement} panel @param {string[]} risky */
function watch(panel, risky) {
  const form = panel.closest("form");
  const look = () => {
    if (!form || !panel.hidden) return;
    const field = [...form.querySelectorAll("textarea, input[type=text], input:not([type])")]
      .find((one) => {
        const said = plain(/** @type {HTMLTextAreaElement} */ (one).value);
        return risky.some((words) => said.includes(words));
      });
    if (!field) return;
    field.closest(".field")?.after(panel);
    panel.hidden = false;
    const seen = panel.querySelector("input");
    if (seen) seen.disabled = false;
  };
  form?.addEventListener("input", look);
  look();
}

/** @type {NodeListOf<HTMLElement>} */
const panels = document.querySelectorAll("[data-crisis]");
const list = await fetch(panels[0]?.dataset.crisis ?? "");
if (list.ok) {
  const lines = (await list.text()).split("\n").map((line) => line.trim());
  const risky = lines.filter((line) => line && !line.startsWith("#")).map(plain);
  for (const panel of panels) watch(panel, risky);
}
