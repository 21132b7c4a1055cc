// @ts-check
/** What is said of whoever is chosen: in the line below, in its buttons, in the address. */

import { ties } from "./map-data.js";

/** @typedef {import("./map.js").NetworkMap} NetworkMap */

/** @param {NetworkMap} map */
export function about({ network, words, chosen, first, visible, steps, depth }) {
  if (chosen < 0) return first < 0 ? words.nobody : put(words.first, { name: network.names[first] });
  if (!visible[chosen]) return words.hidden;
  if (network.crowds[chosen]) return put(words.crowd, { n: network.crowds[chosen] });
  const name = network.names[chosen];
  const known = ties(network, chosen);
  if (chosen >= network.people + network.projects) return count(words.thing, known, { name });
  if (chosen >= network.people) return count(words.project, known, { name });
  const within = (steps ?? []).subarray(0, network.people).filter((/** @type {number} */ step) => step > 0).length;
  const kind = network.fields.kind.values[network.fields.kind.of[chosen]];
  const said = put(kind ? words.people : words.plain, {
    name,
    kind,
    ties: count(words.ties, known),
    near: count(words.near, within, { steps: count(words.steps, depth) }),
  });
  return first >= 0 && first !== chosen ? `${said}. ${put(words.two, { first: network.names[first] })}` : said;
}

/**
 * Say what colours and shapes stand for, where they stand for something else than kinds.
 * @param {NetworkMap} map @param {{colour: string, mark: string}} by the fields
 * @param {string[]} colours @param {string[]} shapes
 */
export function legend(map, by, colours, shapes) {
  const list = /** @type {HTMLElement} */ (map.querySelector(".map__told"));
  const same = by.colour === by.mark;
  list.replaceChildren(
    ...key(map, "colour", colours, (at) => (same ? at : 1), (at) => at),
    ...(same ? [] : key(map, "mark", shapes, (at) => at, () => 0)),
  );
  list.hidden = list.children.length === 0;
}

/** One line for each value, under the name of the field. @param {NetworkMap} map @param {string} name @param {string[]} labels
 * @param {(at: number) => number} shape @param {(at: number) => number} colour */
function key(map, name, labels, shape, colour) {
  if (labels.length === 0) return [];
  const field = map.form.elements.namedItem(name);
  const drawn = map.querySelectorAll(".map__shapes svg");
  const title = document.createElement("li");
  if (field instanceof HTMLSelectElement) title.append(field.selectedOptions[0].text);
  const values = [...labels, map.words.rest].map((label, at) => {
    const number = at < labels.length ? at + 1 : 0;
    const item = document.createElement("li");
    item.className = "kind";
    item.dataset.kind = String(colour(number));
    item.append(drawn[number ? shape(number) : 0].cloneNode(true), label);
    return item;
  });
  return [title, ...values];
}

/** @param {NetworkMap} map */
export function tools(map) {
  const { chosen, first, depth, network } = map;
  for (const button of map.querySelectorAll("[data-step]")) {
    button.setAttribute("aria-pressed", String(Number(button.getAttribute("data-step")) === depth));
  }
  link(map, "[data-open]", address(map, chosen));
  const two = first >= 0 && chosen >= 0 && chosen < network.people && chosen !== first;
  const pair = two ? `${map.dataset.weave}?pair=${[first, chosen].map((node) => encodeURIComponent(network.slugs[node])).join(",")}` : "";
  link(map, "[data-weave]", pair);
  hide(map, "[data-do=first]", chosen < 0 || chosen >= network.people || chosen === first);
  hide(map, "[data-do=clear]", chosen < 0 && first < 0);
}

/** @param {NetworkMap} map @param {string} which @param {string} to */
function link(map, which, to) {
  const found = map.querySelector(which);
  if (!(found instanceof HTMLAnchorElement)) return;
  found.hidden = !to;
  if (to) found.href = to;
}

/** @param {NetworkMap} map @param {string} which @param {boolean} away */
function hide(map, which, away) {
  const found = map.querySelector(which);
  if (found instanceof HTMLElement) found.hidden = away;
}

/** Where the page of a person or project is. @param {NetworkMap} map @param {number} node */
export function address({ network, dataset }, node) {
  if (node < 0 || node >= network.people + network.projects) return "";
  const pattern = node < network.people ? dataset.profile : dataset.project;
  return (pattern ?? "").replace("-slug-", encodeURIComponent(network.slugs[node]));
}

/** Put the person into the address, and show the same person under the map. @param {NetworkMap} map */
export function tell(map) {
  const { chosen, network, depth, form } = map;
  const person = chosen >= 0 && chosen < network.people ? network.slugs[chosen] : "";
  const here = new URL(location.href);
  for (const [name, value] of [["person", person], ["steps", person && depth > 1 ? String(depth) : ""]]) {
    if (value) here.searchParams.set(name, value);
    else here.searchParams.delete(name);
    hold(form, name, value);
  }
  here.hash = "";
  history.replaceState(null, "", here);
  clearTimeout(map.telling);
  map.telling = window.setTimeout(() => refresh(here), 350);
}

/** Keep a value in the form, so that filters change nothing of it. @param {HTMLFormElement} form @param {string} name @param {string} value */
function hold(form, name, value) {
  const found = form.elements.namedItem(name);
  if (found instanceof HTMLInputElement || found instanceof HTMLSelectElement) {
    found.value = value || (name === "steps" ? "1" : "");
    return;
  }
  if (found || !value) return;
  const kept = document.createElement("input");
  Object.assign(kept, { type: "hidden", name, value });
  form.append(kept);
}

/** @param {URL} here */
async function refresh(here) {
  const answer = await fetch(here, { headers: { Accept: "text/html" } });
  if (!answer.ok || here.href !== location.href) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("#results");
  const old = document.querySelector("#results");
  if (fresh && old && !old.contains(document.activeElement)) old.replaceWith(document.adoptNode(fresh));
}

/** @param {string} pattern @param {Record<string, string | number>} values */
export function put(pattern, values) {
  return pattern.replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));
}

/** @param {string[]} forms @param {number} n @param {Record<string, string | number>} values */
function count(forms, n, values = {}) {
  return put(forms[n === 1 ? 0 : 1], { n, ...values });
}
