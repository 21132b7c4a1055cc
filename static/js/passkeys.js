// @ts-check
/** A button beside each form that a passkey can answer: the device signs, the form goes. */

/** @param {string} words */
const bytes = (words) =>
  Uint8Array.from(atob(words.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));

/** @param {ArrayBuffer | null | undefined} data */
const words = (data) =>
  data ? btoa(String.fromCharCode(...new Uint8Array(data)))
    .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "") : undefined;

/** @param {{ id: string }[] | undefined} known */
const listed = (known) => (known ?? []).map((one) => ({ ...one, id: bytes(one.id) }));

/** Makes a passkey. @param {any} asked */
async function create(asked) {
  const publicKey = {
    ...asked,
    challenge: bytes(asked.challenge),
    user: { ...asked.user, id: bytes(asked.user.id) },
    excludeCredentials: listed(asked.excludeCredentials),
  };
  return navigator.credentials.create({ publicKey });
}

/** Lets a passkey sign. @param {any} asked */
async function get(asked) {
  const publicKey = {
    ...asked,
    challenge: bytes(asked.challenge),
    allowCredentials: listed(asked.allowCredentials),
  };
  return navigator.credentials.get({ publicKey });
}

/** Returns what a device said, as words. @param {any} said */
function told(said) {
  const { clientDataJSON, attestationObject, authenticatorData, signature, userHandle } = said.response;
  return JSON.stringify({
    id: said.id,
    rawId: words(said.rawId),
    type: said.type,
    clientExtensionResults: {},
    response: {
      clientDataJSON: words(clientDataJSON),
      attestationObject: words(attestationObject),
      authenticatorData: words(authenticatorData),
      signature: words(signature),
      userHandle: words(userHandle),
    },
  });
}

/** @param {HTMLElement} part */
function offer(part) {
  const form = part.closest("form");
  const button = part.querySelector("button");
  const field = part.querySelector("input");
  const trouble = part.querySelector("[role=alert]");
  if (!form || !button || !field || !trouble) return;
  part.hidden = false;
  button.addEventListener("click", async () => {
    trouble.textContent = "";
    button.disabled = true;
    try {
      const token = form.querySelector("input[name=csrf_token]");
      const body = new FormData();
      body.set("csrf_token", token instanceof HTMLInputElement ? token.value : "");
      const answer = await fetch(part.dataset.options ?? "", { method: "POST", body });
      if (!answer.ok) throw new Error(String(answer.status));
      const asked = await answer.json();
      field.value = told(await (part.dataset.passkey === "create" ? create(asked) : get(asked)));
      form.submit();
    } catch {
      trouble.textContent = part.dataset.failed ?? "";
      button.disabled = false;
    }
  });
}

if (window.PublicKeyCredential) {
  for (const part of document.querySelectorAll("[data-passkey]")) {
    if (part instanceof HTMLElement) offer(part);
  }
}
