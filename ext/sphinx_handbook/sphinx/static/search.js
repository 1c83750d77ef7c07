/* The search page. Over http it asks Pagefind's index for passages; a page that is opened from a file cannot load that, and
   searches with Sphinx's own. */
"use strict";

(() => {
  const GROUPS = { part: "Part of the book", edition: "Edition", person: "Person named" };
  const PAGE = 20; // passages shown at a time
  const BEFORE = 10; // words shown before the first one found
  const WORDS = 45; // words shown of a passage
  const UNFOLDED = 12; // a filter with no more values than these is shown unfolded where there is room

  const at = (id) => document.getElementById(id);
  const form = at("search-form");
  const typed = at("search-words");
  const filters = at("search-filters");
  const status = at("search-status");
  const found = at("search-found");
  const more = at("search-more");
  const asked = new URLSearchParams(location.search);
  form.hidden = false;
  typed.value = asked.get("q") || "";

  /** An element with its children: texts or elements. */
  const make = (tag, attributes, ...children) => {
    const element = Object.assign(document.createElement(tag), attributes);
    element.append(...children);
    return element;
  };

  const load = (source) =>
    new Promise((resolve, reject) => {
      document.body.append(make("script", { src: source, onload: resolve, onerror: reject }));
    });

  async function searchAsFile() {
    status.textContent =
      "This copy is opened from a file, where whole pages are found, by the words as they are printed. " +
      "On a web server the search finds passages, and names in any spelling.";
    DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false; // it would fetch the pages found
    for (const script of ["_static/language_data.js", "_static/searchtools.js", "searchindex.js"]) await load(script);
  }

  const plain = (word) =>
    word.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[’']s$/, "");

  /** The one spelling of a name, by the steps of recognisers/spelling.py. */
  function fold(name, { carons, steps }) {
    let folded = [...name.slice(0, 60).toLowerCase()].map((letter) => carons[letter] || letter).join("");
    folded = folded.normalize("NFKD").replace(/\p{M}/gu, "");
    for (const [pattern, replacement] of steps) folded = folded.replace(new RegExp(pattern, "g"), replacement);
    return folded;
  }

  /** How often each value of each filter occurs in several indexes together. */
  function together(counts) {
    const sums = {};
    for (const count of counts)
      for (const [group, values] of Object.entries(count))
        for (const [value, often] of Object.entries(values)) {
          sums[group] ??= {};
          sums[group][value] = (sums[group][value] || 0) + often;
        }
    return sums;
  }

  async function searchPassages(indexes, book) {
    // Titles of works are short and many: they would stand before what is said of a person or a thing.
    const ranking = { pageLength: 0.2, termFrequency: 0.4, metaWeights: { title: 2, names: 0.5 } };
    for (const index of indexes) {
      await index.options({ ranking });
      await index.init();
    }
    const every = together(await Promise.all(indexes.map((index) => index.filters())));
    const asTyped = new Set(book.asTyped);
    const chosen = {};
    for (const group in GROUPS) chosen[group] = new Set(asked.getAll(group));
    let turn = 0;
    let results = [];
    let usual = ""; // the query in usual spelling

    /** The query with surnames in their usual spelling, unless a word is known as it is typed. */
    const inUsualSpelling = (query) =>
      query
        .split(/\s+/)
        .map((word) => (asTyped.has(plain(word)) ? word : (book.surnames[fold(word, book)] || [word])[0]))
        .join(" ");

    async function search() {
      const mine = ++turn;
      const query = typed.value.trim();
      remember(query);
      if (!query) {
        results = [];
        found.replaceChildren();
        more.hidden = true;
        status.textContent = "";
        filters.replaceChildren();
        return;
      }
      usual = query.includes('"') ? query : inUsualSpelling(query);
      const wanted = {};
      for (const group in chosen) if (chosen[group].size) wanted[group] = { any: [...chosen[group]] };
      const know = await Promise.all(indexes.map(async (index) => answers((await index.search(usual)).results[0])));
      const knowing = indexes.filter((_, number) => know[number]);
      const good = await Promise.all(knowing.map((index) => index.search(usual, { filters: wanted })));
      if (mine !== turn) return;
      results = good.flatMap((answer) => answer.results).sort((one, other) => other.score - one.score);
      found.replaceChildren();
      showFilters(results.length || Object.keys(wanted).length ? together(good.map((answer) => answer.totalFilters)) : {});
      await showMore();
      const count = results.length;
      const other = usual === query ? "" : ` for “${usual}”`;
      status.textContent = count ? `${count.toLocaleString("en")} passage${count > 1 ? "s" : ""}${other}` : `No passage${other}`;
    }

    /** So much of a word as its other forms have in common with it, near enough. */
    const stem = (word) => word.slice(0, Math.min(6, Math.max(3, word.length - 3)));

    /** Whether a result has words like those asked for; of a word that an index does not know, Pagefind takes the beginning. */
    async function answers(result) {
      if (!result) return false;
      const { raw_content, meta } = await result.data();
      const words = plain(`${raw_content} ${Object.values(meta).join(" ")}`);
      const asked = plain(usual).match(/[\p{L}\p{N}]{3,}/gu) || [];
      return asked.every((word) => new RegExp(`(?<![\\p{L}\\p{N}])${stem(word)}`, "u").test(words));
    }

    function remember(query) {
      const state = new URLSearchParams(query ? { q: query } : {});
      for (const group in chosen) for (const value of chosen[group]) state.append(group, value);
      history.replaceState(null, "", `?${state}`);
    }

    async function showMore() {
      const mine = turn;
      const first = found.children.length;
      const rows = await Promise.all(results.slice(first, first + PAGE).map((result) => result.data()));
      if (mine !== turn) return;
      found.append(...rows.map(asItem));
      more.hidden = found.children.length >= results.length;
      return found.children[first];
    }

    function asItem(data) {
      const [page, anchor = ""] = data.raw_url.split("#");
      const [title, division] = book.pages[page];
      const heading = data.meta.title && data.meta.title !== title ? `: ${data.meta.title}` : "";
      const edition = (data.filters.edition || [])[0];
      const within = edition && edition !== title ? `${edition}: ` : "";
      const item = make("li", {}, make("a", { href: data.raw_url }, `${within}${title}${heading}`));
      if (division) item.append(" ", make("span", { className: "address" }, address(division, anchor)));
      const named = peopleAskedFor(data.meta.names || "");
      item.append(make("p", {}, ...excerpt(data, named)));
      const elsewhere = named.filter(({ printed, words }) => printed.some((one) => !words.some((word) => sameName(one, word))));
      if (elsewhere.length)
        item.append(make("p", { className: "named" }, elsewhere.map((one) => `“${one.printed.join("”, “")}” is ${one.name}`).join("; ")));
      return item;
    }

    const address = (division, anchor) => {
      const block = anchor.slice(division.length + 1);
      return block ? `${division}.${block}` : division;
    };

    const sameName = (printed, word) => printed.split(/[\s-]+/).some((part) => plain(part) === word);

    /** The people of a passage whom the query names: how the passage prints them, and the words typed that mean them. */
    function peopleAskedFor(names) {
      const query = `${typed.value} ${usual}`.match(/[\p{L}\p{M}’'-]+/gu) || [];
      const spelled = new Set(query.flatMap((word) => [plain(word), ...(book.surnames[fold(word, book)] || []).map(plain)]));
      return names
        .split("; ")
        .filter(Boolean)
        .map((entry) => {
          const [printed, name, others = ""] = entry.split(/ ?= ?/);
          const words = `${name} ${others}`.split(/[\s-]+/).map(plain).filter((word) => spelled.has(word));
          return { printed: printed ? printed.split(", ") : [], name, words };
        })
        .filter(({ words, printed }) => words.length && printed.length);
    }

    /** The words around what was found, with that marked. */
    function excerpt(data, named) {
      const words = data.raw_content.split(/\s+/).filter(Boolean);
      const marked = new Set(data.locations);
      const bare = (word) => plain(word.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, ""));
      const all = words.map(bare);
      for (const { printed } of named)
        for (const name of printed) {
          const parts = name.split(/\s+/).map(bare);
          all.forEach((_, start) => {
            if (parts.every((part, index) => all[start + index] === part)) parts.forEach((_, index) => marked.add(start + index));
          });
        }
      const first = Math.min(...marked, words.length);
      const from = first === words.length || first < BEFORE * 1.5 ? 0 : first - BEFORE;
      const to = Math.min(words.length, from + WORDS);
      const pieces = [from ? "… " : ""];
      for (let index = from; index < to; index++)
        pieces.push(marked.has(index) ? make("mark", {}, words[index]) : words[index], " ");
      return [...pieces, to < words.length ? "…" : ""];
    }

    function showFilters(counts) {
      const open = new Set([...filters.querySelectorAll("details[open]")].map((each) => each.dataset.group));
      const again = filters.children.length > 0;
      const focused = document.activeElement && document.activeElement.dataset.value;
      filters.replaceChildren();
      for (const [group, label] of Object.entries(GROUPS)) {
        const values = Object.keys(every[group] || {})
          .map((value) => [value, (counts[group] || {})[value] || 0])
          .filter(([value, count]) => count || chosen[group].has(value));
        if (group === "person") values.sort((one, other) => other[1] - one[1] || one[0].localeCompare(other[0]));
        if (!values.length) continue;
        const ticked = chosen[group].size ? ` (${chosen[group].size} chosen)` : "";
        const boxes = values.map(([value, count]) => {
          const box = make("input", { type: "checkbox", name: group, value, checked: chosen[group].has(value) });
          box.dataset.value = `${group}:${value}`;
          return make("label", {}, box, ` ${value} `, make("span", { className: "count" }, count.toLocaleString("en")));
        });
        const folder = make("details", {}, make("summary", {}, `${label}${ticked}`), make("div", { role: "group", ariaLabel: label }, ...boxes));
        folder.dataset.group = group;
        folder.open = again ? open.has(group) : values.length <= UNFOLDED && matchMedia("(min-width: 60em)").matches;
        filters.append(folder);
      }
      if (focused) [...filters.querySelectorAll("input")].find((box) => box.dataset.value === focused)?.focus();
    }

    filters.addEventListener("change", ({ target }) => {
      chosen[target.name][target.checked ? "add" : "delete"](target.value);
      search();
    });
    let pause;
    typed.addEventListener("input", () => {
      clearTimeout(pause);
      pause = setTimeout(search, 250);
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      clearTimeout(pause);
      search();
    });
    more.addEventListener("click", async () => (await showMore())?.querySelector("a").focus());
    if (!typed.value) typed.focus();
    await search();
  }

  async function start() {
    if (location.protocol === "file:") return searchAsFile();
    const base = new URL("pagefind/", document.baseURI);
    const book = await (await fetch(new URL("handbook.json", base))).json();
    const indexes = book.bundles.map((bundle) => import(new URL(`${bundle}/pagefind.js`, base)));
    return searchPassages(await Promise.all(indexes), book);
  }

  start().catch((fault) => {
    console.error(fault);
    status.textContent = "The search could not be loaded. Load the page again, or look names and days up in the registers.";
  });
})();
