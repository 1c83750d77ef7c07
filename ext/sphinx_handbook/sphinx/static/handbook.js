// The reading features of the website. Without this script a page is the same text, with its notes at the end.
(() => {
  "use strict";

  const script = document.currentScript;
  const article = document.querySelector('[role="main"]');
  if (!article) return;
  const layers = JSON.parse(script.dataset.layers);

  /** An element with properties and children; properties with a hyphen are attributes. */
  function make(tag, properties = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(properties))
      if (name.includes("-")) element.setAttribute(name, value);
      else element[name] = value;
    element.append(...children);
    return element;
  }

  const isPlainClick = (event) => !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button);

  // Cards -------------------------------------------------------------------------------------------------------------

  const shelves = new Map();
  const arrived = new Map();
  globalThis.handbookCards = (type, cards) => arrived.set(type, cards);

  /** The cards of a type; the file with them is fetched when they are first wanted. */
  function shelf(type) {
    if (!shelves.has(type))
      shelves.set(type, new Promise((resolve) => {
        const source = new URL(`cards/${type}.js`, script.src).href;
        const done = () => resolve(arrived.get(type) ?? {});
        document.head.append(make("script", { src: source, onload: done, onerror: done }));
      }));
    return shelves.get(type);
  }

  const types = Object.keys(layers).concat("locus", "parallel");
  const mentions = types.map((type) => `a.reference.${type}`).join();
  const typeOf = (link) => types.find((type) => link.classList.contains(type));

  /** What the card of a link says, as [heading, facts, text, remark]. */
  async function contents(link) {
    const type = typeOf(link);
    const said = (link.dataset.title ?? "").split(/(?:; |^)(?=The source has: )/);
    const remark = said.length > 1 ? said.slice(1).join(" ") : "";
    if (type === "emended") return ["", "", "", link.dataset.title];
    const anchor = link.hash.slice(1);
    const passage = type === "locus" || type === "parallel";
    const key = link.dataset.card ?? (passage ? anchor : anchor.slice(type.length + 1));
    const [heading = "", facts = "", text = ""] = (await shelf(passage ? "locus" : type))[key] ?? [said[0]];
    return [heading, facts, text, remark];
  }

  const card = make("div", { id: "hb-card", role: "tooltip", hidden: true });
  article.append(card);
  let shown = null;
  let timer = 0;

  async function show(link) {
    clearTimeout(timer);
    if (shown === link) return;
    hide();
    shown = link;
    const [heading, facts, text, remark] = await contents(link);
    if (shown !== link || !(heading || text || remark)) return;
    card.replaceChildren();
    // The words come from the build, where they were escaped.
    if (heading) card.append(make("strong", { innerHTML: heading }));
    if (facts) card.append(make("small", { innerHTML: facts }));
    if (text) card.append(make("span", { innerHTML: text }));
    if (remark) card.append(make("span", { textContent: remark }));
    card.hidden = false;
    place(link);
    link.setAttribute("aria-describedby", card.id);
  }

  /** Put the card below its link, or above where there is no room; always inside the text's column or beside it. */
  function place(link) {
    const page = article.getBoundingClientRect();
    const lines = link.getClientRects();
    const line = lines[0];
    const last = lines[lines.length - 1];
    const room = document.documentElement.clientWidth - card.offsetWidth - 8;
    const below = last.bottom + card.offsetHeight + 8 < innerHeight || line.top < card.offsetHeight + 8;
    card.style.left = `${Math.max(8, Math.min(line.left, room)) - page.left}px`;
    card.style.top = `${(below ? last.bottom + 4 : line.top - card.offsetHeight - 4) - page.top}px`;
  }

  function hide() {
    clearTimeout(timer);
    shown?.removeAttribute("aria-describedby");
    shown = null;
    card.hidden = true;
  }

  const isOff = (link) => hidden.has(typeOf(link));

  for (const link of article.querySelectorAll(mentions))
    if (link.title) {
      link.dataset.title = link.title;
      link.removeAttribute("title");
    }
  article.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    if (card.contains(event.target)) return clearTimeout(timer);
    const link = event.target.closest(mentions);
    if (!link || isOff(link)) return;
    clearTimeout(timer);
    timer = setTimeout(show, shown ? 120 : 350, link);
  });
  article.addEventListener("pointerout", (event) => {
    const from = event.target.closest(`${mentions}, #hb-card`);
    if (!from || from.contains(event.relatedTarget)) return;
    clearTimeout(timer);
    if (document.activeElement !== shown) timer = setTimeout(hide, 300);
  });
  article.addEventListener("focusin", (event) => {
    const link = event.target.closest(mentions);
    if (link?.matches(":focus-visible") && !isOff(link)) show(link);
  });
  article.addEventListener("focusout", () => { timer = setTimeout(hide, 100); });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && shown) hide();
  });

  const hidden = new Set();
})();
