// @ts-check
/** Leaving at once: the link in the header, or Escape three times within two seconds. */

export function watchQuickExit() {
  /** @type {HTMLAnchorElement | null} */
  const link = document.querySelector("[data-quick-exit]");
  if (!link) return;
  const leave = () => location.replace(link.href);
  link.addEventListener("click", (event) => {
    event.preventDefault();
    leave();
  });
  /** @type {number[]} */
  let presses = [];
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    presses = [...presses.filter((at) => event.timeStamp - at < 2000), event.timeStamp];
    if (presses.length >= 3) leave();
  });
}
