import "/static/js/map.js";
import { columns, drawn } from "./watching.js";

/** The drawing fetches its data itself; here they are there already, as they are for others. */
document.addEventListener("painted", drawn, { once: true });
const text = await columns();
window.fetch = async () => ({ ok: true, json: async () => JSON.parse(text) });
document.querySelector("#stage").innerHTML = `<form><network-map data-src="/drawing" data-words='{"rest":""}'><template>
  <div class="map__shapes" hidden>${'<svg viewBox="0 0 16 16"></svg>'.repeat(7)}</div><ul class="map__told" hidden></ul>
  <div class="map__frame"><canvas class="map__canvas" tabindex="0"></canvas></div><p class="map__status"></p></template></network-map></form>`;
