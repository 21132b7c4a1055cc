// @ts-check
/** A button beside each password that shows what was typed. */

const { show = "", hide = "" } = document.documentElement.dataset;

for (const field of document.querySelectorAll("input[type=password]")) {
  if (!(field instanceof HTMLInputElement)) continue;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button--bare button--small";
  button.textContent = show;
  button.setAttribute("aria-controls", field.id);
  button.setAttribute("aria-pressed", "false");
  button.addEventListener("click", () => {
    const shown = field.type === "text";
    field.type = shown ? "password" : "text";
    button.textContent = shown ? show : hide;
    button.setAttribute("aria-pressed", String(!shown));
  });
  field.after(button);
}
