// @ts-check
/** `<tag-picker>`: a text field that offers tags while one types (an ARIA combobox). */

class TagPicker extends HTMLElement {
  connectedCallback() {
    const field = this.querySelector("input");
    if (!field) return;
    this.field = field;
    field.removeAttribute("list");
    this.list = document.createElement("ul");
    this.list.className = "picker__list";
    this.list.id = field.id + "-list";
    this.list.setAttribute("role", "listbox");
    this.list.hidden = true;
    this.said = document.createElement("span");
    this.said.className = "visually-hidden";
    this.said.setAttribute("role", "status");
    this.append(this.list, this.said);
    field.setAttribute("role", "combobox");
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-controls", this.list.id);
    field.setAttribute("aria-expanded", "false");
    this.at = -1;
    this.asked = 0;
    field.addEventListener("input", () => this.ask());
    field.addEventListener("keydown", (event) => this.key(event));
    field.addEventListener("blur", () => setTimeout(() => this.close(), 150));
  }

  async ask() {
    const mine = ++this.asked;
    const typed = this.field.value.trim();
    if (typed.length < 2) return this.close();
    const address = new URL(this.dataset.src ?? "", location.href);
    address.searchParams.set("q", typed);
    const answer = await fetch(address);
    if (!answer.ok || mine !== this.asked) return;
    this.show((await answer.json()).tags);
  }

  /** @param {{label: string, name: string}[]} tags */
  show(tags) {
    this.list.replaceChildren(
      ...tags.map((tag, number) => {
        const item = document.createElement("li");
        item.id = this.list.id + "-" + number;
        item.setAttribute("role", "option");
        item.dataset.label = tag.label;
        item.textContent = tag.name === tag.label ? tag.label : `${tag.label} (${tag.name})`;
        item.addEventListener("mousedown", () => this.take(item));
        return item;
      }),
    );
    this.at = -1;
    this.said.textContent = (this.dataset.found ?? "").replace("{n}", String(tags.length));
    const typed = this.field.value.trim().toLowerCase();
    const offers = tags.length > 1 || (tags.length === 1 && tags[0].label.toLowerCase() !== typed);
    this.list.hidden = !offers;
    this.field.setAttribute("aria-expanded", String(offers));
  }

  close() {
    this.list.hidden = true;
    this.at = -1;
    this.field.setAttribute("aria-expanded", "false");
    this.field.removeAttribute("aria-activedescendant");
  }

  /** @param {HTMLElement} item */
  take(item) {
    this.field.value = item.dataset.label ?? "";
    this.close();
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const items = /** @type {HTMLElement[]} */ ([...this.list.children]);
    if (this.list.hidden || items.length === 0) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      this.at = (this.at + step + items.length) % items.length;
      items.forEach((item, number) => item.setAttribute("aria-selected", String(number === this.at)));
      this.field.setAttribute("aria-activedescendant", items[this.at].id);
    } else if (event.key === "Enter" && this.at >= 0) {
      event.preventDefault();
      this.take(items[this.at]);
    } else if (event.key === "Escape") {
      event.stopPropagation();
      this.close();
    }
  }
}

customElements.define("tag-picker", TagPicker);
