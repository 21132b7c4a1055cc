// @ts-check
/** A button beside each reference that copies its plain words. */

for (const words of document.querySelectorAll("[data-copy]")) {
  if (!(words instanceof HTMLElement) || !navigator.clipboard) continue;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button--quiet button--small";
  button.textContent = words.dataset.label ?? "";
  button.setAttribute("aria-label", `${words.dataset.label}: ${words.dataset.about}`);
  const said = document.createElement("span");
  said.setAttribute("role", "status");
  said.className = "small";
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(words.dataset.copy ?? "");
    said.textContent = words.dataset.done ?? "";
  });
  const row = document.createElement("p");
  row.className = "cluster";
  row.append(button, said);
  words.after(row);
}
