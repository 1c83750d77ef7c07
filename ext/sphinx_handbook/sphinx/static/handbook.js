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

  /** The cards of a type, or the pages of the PDF on which an edition’s passages are; the file with them is fetched when first wanted. */
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

  /** Do something soon, unless something else is wanted before. */
  function soon(milliseconds, action, ...values) {
    clearTimeout(timer);
    timer = setTimeout(action, milliseconds, ...values);
  }

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
    if (facts) card.append(make("span", { className: "hb-facts", innerHTML: facts }));
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

  /** The mention at an element; those in a dialog have no card, which would lie behind it. */
  const mentionAt = (element) => (element.closest("dialog") ? null : element.closest(mentions));

  const hidden = new Set();
  const isOff = (link) => hidden.has(typeOf(link));

  for (const link of article.querySelectorAll(mentions))
    if (link.title) {
      link.dataset.title = link.title;
      link.removeAttribute("title");
    }
  article.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    if (card.contains(event.target)) return clearTimeout(timer);
    const link = mentionAt(event.target);
    if (!link || isOff(link)) return;
    soon(shown ? 120 : 350, show, link);
  });
  article.addEventListener("pointerout", (event) => {
    const from = event.target.closest(`${mentions}, #hb-card`);
    if (!from || from.contains(event.relatedTarget)) return;
    if (document.activeElement === shown) clearTimeout(timer);
    else soon(300, hide);
  });
  article.addEventListener("focusin", (event) => {
    const link = mentionAt(event.target);
    if (link?.matches(":focus-visible") && !isOff(link)) show(link);
  });
  article.addEventListener("focusout", () => soon(100, hide));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    // Not every browser closes a dialog whose opening it has not seen a hand in.
    const dialog = document.querySelector("dialog.hb-dialog[open]");
    if (dialog) {
      event.preventDefault();
      dialog.close();
    } else if (shown) hide();
  });

  // Notes -------------------------------------------------------------------------------------------------------------

  const wide = matchMedia("(min-width: 75em)");
  const GAP = 10;

  /** Every note that has a mark, with its first mark, in the order of the marks. */
  const notes = [...article.querySelectorAll("a.footnote-reference")]
    .map((mark) => ({ mark, note: document.getElementById(mark.hash.slice(1)) }))
    .filter(({ note }, index, all) => note && all.findIndex((other) => other.note === note) === index);

  /** On a wide screen notes stand beside their marks; one that has no room there follows the one above it. */
  function layNotes() {
    const beside = wide.matches && notes.length > 0;
    article.classList.toggle("hb-beside", beside);
    if (!beside) return;
    const top = article.getBoundingClientRect().top;
    const sizes = notes.map(({ mark, note }) => [mark.getBoundingClientRect().top - top - 4, note.offsetHeight]);
    let free = 0;
    notes.forEach(({ note }, index) => {
      const [wanted, height] = sizes[index];
      const at = Math.max(wanted, free);
      note.style.top = `${at}px`;
      free = at + height + GAP;
    });
    article.style.setProperty("--hb-notes-end", `${free}px`);
  }

  /** An address of a note names the place before it; readers want the note, wherever it stands. */
  function followAddress() {
    const note = document.getElementById(decodeURIComponent(location.hash.slice(1)))
      ?.nextElementSibling?.querySelector?.(":scope > aside.footnote");
    for (const other of article.querySelectorAll(".hb-target")) other.classList.remove("hb-target");
    note?.classList.add("hb-target");
    note?.scrollIntoView({ block: "center" });
  }

  let openedAt = null;
  const noteDialog = make("dialog", { className: "hb-dialog hb-note" });
  const closer = () => make("button", { type: "button", className: "hb-close", textContent: "Close" });
  article.append(noteDialog);

  function openNote(mark) {
    const note = document.getElementById(mark.hash.slice(1)).cloneNode(true);
    const label = mark.textContent.replace(/[[\]]/g, "");
    note.querySelector(".label")?.remove();
    for (const each of [note, ...note.querySelectorAll("[id]")]) each.removeAttribute("id");
    noteDialog.setAttribute("aria-label", `Note ${label}`);
    noteDialog.replaceChildren(make("b", { textContent: label }), ...note.childNodes, closer());
    noteDialog.showModal();
    openedAt = mark;
    noteDialog.onclose = () => mark.focus();
  }

  article.addEventListener("click", (event) => {
    const mark = event.target.closest("a.footnote-reference");
    if (!mark || !isPlainClick(event) || article.classList.contains("hb-beside")) return;
    event.preventDefault();
    openNote(mark);
  });

  /** Dialogs close by their button, by Escape, and by a click beside them. */
  document.addEventListener("click", (event) => {
    const dialog = event.target.closest("dialog.hb-dialog");
    if (!dialog) return;
    const box = dialog.getBoundingClientRect();
    const inside = event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
    const pressed = event.target.closest(".hb-close") || event.target.closest("a[href]");
    if (pressed || (!inside && event.target === dialog && event.detail)) dialog.close();
  });

  new ResizeObserver(layNotes).observe(article);
  wide.addEventListener("change", layNotes);
  layNotes();
  addEventListener("hashchange", followAddress);
  followAddress();

  // Citing ------------------------------------------------------------------------------------------------------------

  const told = document.getElementById("hb-passages");
  const passages = told ? JSON.parse(told.textContent) : null;
  const citeDialog = make("dialog", { className: "hb-dialog hb-cite" });
  article.append(citeDialog);

  /** What stands for `{address}`, `{page}` and `{url}` in the citations of a passage. */
  async function facts(anchor) {
    const prefix = passages.division.replaceAll(".", "-");
    const block = anchor.slice(prefix.length + 1);
    const page = passages.pages[anchor];
    const printed = passages.printed && (await shelf(passages.printed))[anchor];
    const pages = [
      ...(page ? [`${page.includes("–") ? "pp." : "p."} ${page} of the source`] : []),
      ...(printed ? [`p. ${printed} of the PDF`] : []),
    ];
    return {
      "{address}": passages.division + (block && `.${block}`),
      "{page}": pages.length ? ` (${pages.join("; ")})` : "",
      "{url}": `${(document.querySelector("link[rel=canonical]") ?? location).href.split("#")[0]}#${anchor}`,
    };
  }

  const fill = (form, known) => form.replace(/\{(address|page|url)\}/g, (place) => known[place]);

  async function copy(shown, status) {
    try {
      await navigator.clipboard.writeText(shown.textContent);
    } catch {
      getSelection().selectAllChildren(shown);
      document.execCommand("copy");
    }
    status.textContent = "Copied.";
  }

  async function openCitation(link) {
    const known = await facts(link.hash.slice(1));
    const address = known["{address}"];
    const status = make("p", { className: "hb-status", role: "status" });
    const url = make("a", { href: link.hash, textContent: known["{url}"] });
    const parts = Object.entries(passages.forms).flatMap(([name, form]) => {
      const shown = make(name === "BibTeX" ? "pre" : "p", { tabIndex: 0 });
      // Every other piece between underscores is in italics.
      const pieces = name === "Chicago note" ? form.split("_") : [form];
      shown.append(...pieces.map((piece, index) => (index % 2 ? make("em", {}, fill(piece, known)) : fill(piece, known))));
      const button = make("button", { type: "button", textContent: "Copy", "aria-label": `Copy ${name}` });
      button.onclick = () => copy(shown, status);
      return [make("h3", {}, name, " ", button), shown];
    });
    citeDialog.setAttribute("aria-label", `Cite ${address}`);
    citeDialog.replaceChildren(make("h2", {}, `Cite ${address}`), make("p", {}, url), ...parts, status, closer());
    citeDialog.showModal();
    citeDialog.onclose = () => {
      if (!noteDialog.contains(link)) return link.focus({ preventScroll: true });
      openedAt.focus();
      // A browser that gives the focus back by itself does not go there.
      openedAt.scrollIntoView({ block: "center", behavior: "instant" });
    };
  }

  article.addEventListener("click", (event) => {
    const link = event.target.closest("a.headerlink");
    const prefix = passages?.division.replaceAll(".", "-");
    if (link && passages && isPlainClick(event) && link.hash.slice(1).startsWith(prefix)) openCitation(link);
  });

  // Layers ------------------------------------------------------------------------------------------------------------

  const STORE = "handbook-layers";
  const rules = new CSSStyleSheet();
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, rules];

  /** What the reader chose last, by layer; a browser may refuse to remember. */
  function remembered() {
    try {
      return JSON.parse(localStorage.getItem(STORE)) ?? {};
    } catch {
      return {};
    }
  }

  function remember(chosen) {
    try {
      localStorage.setItem(STORE, JSON.stringify(chosen));
    } catch { /* The choice then holds for this page. */ }
  }

  /** Mentions of a layer that is off look like the words around them until they are pointed at. */
  function applyLayers(chosen) {
    hidden.clear();
    for (const type of Object.keys(layers)) if (chosen[type] === false) hidden.add(type);
    const quiet = [...hidden].map((type) => `a.reference.${type}:not(:hover, :focus-visible)`).join();
    rules.replaceSync(quiet ? `${quiet} { text-decoration-color: transparent; color: inherit; }` : "");
    article.classList.toggle("hb-addresses", chosen.addresses === true);
    article.classList.toggle("hb-other-calendar", chosen.other === true);
    layNotes();
  }

  if (passages) {
    const chosen = remembered();
    const row = (name, label, on) => {
      const box = make("input", { type: "checkbox", checked: chosen[name] ?? on });
      box.onchange = () => {
        chosen[name] = box.checked;
        remember(chosen);
        applyLayers(chosen);
      };
      return make("label", {}, box, ` ${label}`);
    };
    const marks = Object.entries(layers).map(([type, label]) => row(type, label, true));
    const choices = make("fieldset", {}, make("legend", { textContent: "Show in the text" }), ...marks,
      row("addresses", "Addresses", false), row("other", "The other calendar", false));
    const panel = make("details", { className: "hb-layers" }, make("summary", { textContent: "Layers" }), choices);
    const trail = article.querySelector(".trail");
    if (trail) trail.after(panel);
    else article.prepend(panel);
    applyLayers(chosen);
  }
})();
