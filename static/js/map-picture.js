// @ts-check
/** A picture of what is on screen, with a line that says for whom it was made. */

import { halos } from "./map-screen.js";

const FOOT = 34;

/**
 * @param {import("./map-screen.js").Screen} screen @param {string} words
 * @returns {Promise<Blob | null>}
 */
export function picture(screen, words) {
  const { canvas: sheet, edge, dots } = screen.picture();
  const canvas = document.createElement("canvas");
  canvas.width = screen.canvas.width;
  canvas.height = screen.canvas.height + FOOT * dots;
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", { alpha: false }));
  const { colours } = screen;
  pen.drawImage(sheet, -edge * dots, -edge * dots);
  pen.setTransform(dots, 0, 0, dots, 0, 0);
  halos(pen, screen.scene, colours, -1);
  pen.fillStyle = colours.surface;
  pen.fillRect(0, screen.height, screen.width, FOOT);
  pen.font = `500 13px ${colours.font}`;
  pen.textBaseline = "middle";
  pen.fillStyle = colours.ink;
  pen.fillText(words, 12, screen.height + FOOT / 2, screen.width - 24);
  return new Promise((done) => canvas.toBlob(done, "image/png"));
}

/**
 * Have the server note that a picture is taken, then hand it over; whether it went well.
 * @param {import("./map-screen.js").Screen} screen @param {string} address where it is noted
 * @param {string} token @param {string} words
 */
export async function take(screen, address, token, words) {
  const noted = await fetch(address, { method: "POST", body: new URLSearchParams({ csrf_token: token }) });
  const blob = noted.ok ? await picture(screen, words) : null;
  if (!blob) return false;
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = "network.png";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  return true;
}
