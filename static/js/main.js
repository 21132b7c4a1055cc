// @ts-check
/** Loads what a page needs, by what is on it. Every page works without any of it. */

import { watchQuickExit } from "./quick-exit.js";

watchQuickExit();

if (document.querySelector("form[data-live]")) import("./live.js");
if (document.querySelector("form[data-know]")) import("./know.js");
if (document.querySelector("tag-picker")) import("./tags.js");
if (document.querySelector("[data-crisis]")) import("./crisis.js");
if (document.querySelector("[data-copy]")) import("./copy.js");
if (document.querySelector("network-map")) import("./map.js");
if (document.querySelector("input[type=password]")) import("./password.js");
if (document.querySelector("[data-passkey]")) import("./passkeys.js");

for (const flash of document.querySelectorAll(".flash:not([data-stays])")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button--bare button--small";
  button.textContent = document.documentElement.dataset.dismiss ?? "";
  button.addEventListener("click", () => flash.remove());
  flash.append(button);
}

for (const button of document.querySelectorAll("button[data-print]")) {
  button.removeAttribute("hidden");
  button.addEventListener("click", () => window.print());
}

/** Scrolls a row of tabs so that one of them is in its middle.
 * @param {Element} row @param {Element} one */
function centre(row, one) {
  const [tab, frame] = [one.getBoundingClientRect(), row.getBoundingClientRect()];
  row.scrollLeft += tab.left + tab.width / 2 - frame.left - frame.width / 2;
}

for (const row of document.querySelectorAll(".tabs")) {
  const here = row.querySelector("[aria-current]");
  if (here) centre(row, here);
  row.addEventListener("focusin", ({ target }) => {
    if (target instanceof Element && target.matches(":focus-visible")) centre(row, target);
  });
}

// What changes something is sent once: of a double click the second does nothing.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || !(form instanceof HTMLFormElement)) return;
  if (form.method !== "post") return;
  if ("sent" in form.dataset) event.preventDefault();
  form.dataset.sent = "";
  setTimeout(() => delete form.dataset.sent, 2000);
});

/** @type {HTMLElement | null} */
const wrong = document.querySelector("[data-focus]");
if (wrong) wrong.focus();

const menus = document.querySelectorAll("details.menu");
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of menus) {
    if (menu instanceof HTMLDetailsElement && menu.open) {
      menu.open = false;
      menu.querySelector("summary")?.focus();
    }
  }
});

/** @type {HTMLSelectElement | null} */
const theme = document.querySelector("#theme");
theme?.addEventListener("change", () => {
  document.documentElement.dataset.theme = theme.value;
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `theme=${theme.value}; path=/; max-age=31536000; samesite=lax${secure}`;
});
