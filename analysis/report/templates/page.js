(() => {
  "use strict";
  const root = document.documentElement;
  const all = (css, from = document) => [...from.querySelectorAll(css)];

  // Remembering is a comfort that a browser may refuse to a page opened from a folder.
  const memory = {
    get: (name) => { try { return localStorage.getItem(name); } catch { return null; } },
    set: (name, value) => { try { localStorage.setItem(name, value); } catch { /* refused */ } },
  };
  const remembered = memory.get("theme");
  if (remembered) root.dataset.theme = remembered;

  const isDark = () => root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;

  function themeSwitch(button) {
    const tell = () => { button.textContent = isDark() ? "Light" : "Dark"; };
    button.addEventListener("click", () => {
      root.dataset.theme = isDark() ? "light" : "dark";
      memory.set("theme", root.dataset.theme);
      tell();
    });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", tell);
    tell();
  }

  function codeSwitch(button) {
    button.addEventListener("click", () => {
      const open = button.getAttribute("aria-pressed") !== "true";
      button.setAttribute("aria-pressed", open);
      button.textContent = open ? "Hide code" : "Show code";
      document.querySelector("main").classList.toggle("codes", open);
      all("details.code").forEach((code) => { code.open = open; });
    });
  }

  function contents(box) {
    const wide = matchMedia("(min-width: 85rem)");
    const fit = () => { box.open = wide.matches; };
    wide.addEventListener("change", fit);
    fit();
    box.addEventListener("click", (event) => { if (event.target.closest("a") && !wide.matches) box.open = false; });
    const links = new Map(all("a", box).map((link) => [link.hash.slice(1), link]));
    const places = [...links.keys()].map((id) => document.getElementById(id)).filter(Boolean);
    let last;
    const mark = () => {
      const passed = places.filter((place) => place.getBoundingClientRect().top < 120).pop() || places[0];
      if (passed === last) return;
      if (last) links.get(last.id).removeAttribute("aria-current");
      const link = links.get(passed.id);
      link.setAttribute("aria-current", "true");
      if (wide.matches && (link.offsetTop < box.scrollTop || link.offsetTop > box.scrollTop + box.clientHeight - 40)) box.scrollTop = link.offsetTop - 80;
      last = passed;
    };
    addEventListener("scroll", () => requestAnimationFrame(mark), { passive: true });
    if (places.length) mark();
  }

  // A cell as what it sorts by: the number it carries in a column of numbers, else its words; nothing where it is blank.
  function key(cell) {
    const text = cell.textContent.trim(), number = cell.dataset.value;
    if (number !== undefined) return { text, value: Number(number), blank: number === "" };
    return { text, value: NaN, blank: text === "" || text === "–" };
  }

  function order(rows, column, sign) {
    const keys = new Map(rows.map((row) => [row, key(row.cells[column])]));
    const numeric = [...keys.values()].every((one) => one.blank || !Number.isNaN(one.value));
    return [...rows].sort((one, other) => {
      const a = keys.get(one), b = keys.get(other);
      if (a.blank || b.blank) return a.blank - b.blank;
      const words = () => a.text.localeCompare(b.text, "en", { numeric: true });
      return sign * (numeric && a.value !== b.value ? (a.value < b.value ? -1 : 1) : words());
    });
  }

  // Rows that belong under one above them stay there. Indented terms are sorted within their class; rows that leave
  // blank what the row above says are not parted from it at all. A first row that is blank says that blank is a value.
  function sorted(rows, column, sign) {
    const head = (row) => row.cells[0].textContent;
    const indented = rows.some((row) => head(row).startsWith("\u2003"));
    const under = indented ? (row) => head(row).startsWith("\u2003") : (row) => head(rows[0]) && !head(row);
    const blocks = [];
    for (const row of rows) {
      if (under(row) && blocks.length) blocks.at(-1).push(row); else blocks.push([row]);
    }
    const inner = indented ? blocks.map(([first, ...rest]) => [first, ...order(rest, column, sign)]) : blocks;
    const lead = new Map(inner.map((block) => [indented && column ? block[1] ?? block[0] : block[0], block]));
    return order([...lead.keys()], column, sign).flatMap((row) => lead.get(row));
  }

  function sortable(table) {
    const body = table.tBodies[0], heads = all("thead th", table);
    const first = [...body.rows];
    if (first.length < 2) return;
    heads.forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "sort";
      button.setAttribute("aria-label", `Sort by ${head.textContent}`);
      head.append(button);
      button.addEventListener("click", () => {
        const next = { ascending: "descending", descending: "" }[head.getAttribute("aria-sort")] ?? "ascending";
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        if (next) head.setAttribute("aria-sort", next);
        body.append(...(next ? sorted(first, column, next === "ascending" ? 1 : -1) : first));
      });
    });
  }

  function long(box) {
    const rows = box.querySelector("tbody").rows.length;
    const button = document.createElement("button");
    const tell = () => {
      const all = !box.classList.contains("long");
      button.textContent = all ? "Show fewer rows" : `Show all ${rows} rows`;
      button.setAttribute("aria-expanded", all);
    };
    button.type = "button";
    button.className = "more";
    button.addEventListener("click", () => { box.classList.toggle("long"); tell(); reachable(); });
    tell();
    box.after(button);
  }

  // What stands in a closed part of the appendix is opened by a link to it.
  function opened() {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const box = target?.closest("details.more") ?? target?.querySelector(":scope > details.more");
    if (box && !box.open) { box.open = true; target.scrollIntoView(); }
  }

  // A box that scrolls must be reached by keyboard; one that does not need not be.
  function reachable() {
    const boxes = all(".scroll, .drawing, pre");
    const scrolls = boxes.map((box) => box.scrollWidth > box.clientWidth + 1 || box.scrollHeight > box.clientHeight + 1);
    boxes.forEach((box, n) => { if (scrolls[n]) box.tabIndex = 0; else box.removeAttribute("tabindex"); });
  }

  function ledger(filter) {
    const verdict = (row) => row.querySelector(".verdict").classList[1].slice(2);
    const rows = all("#ledger tbody tr"), buttons = all("button", filter);
    const choose = (wanted) => {
      rows.forEach((row) => { row.hidden = wanted !== "" && verdict(row) !== wanted; });
      buttons.forEach((button) => button.setAttribute("aria-pressed", button.dataset.verdict === wanted));
      document.getElementById("ledger-shown").textContent = `${rows.filter((row) => !row.hidden).length} of ${rows.length} shown`;
    };
    const reveal = () => {
      const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
      if (target && target.hidden) { choose(""); target.scrollIntoView(); }
    };
    buttons.forEach((button) => button.addEventListener("click", () => choose(button.dataset.verdict)));
    all("a[data-verdict]").forEach((link) => link.addEventListener("click", () => choose(link.dataset.verdict)));
    addEventListener("hashchange", reveal);
    filter.hidden = false;
    choose("");
  }

  const make = (tag, properties = {}, ...inside) => {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...inside);
    return made;
  };

  // Where a bubble stands: rows are markers, and the panels of a figure stand side by side.
  const place = ({ dataset }) => ({ row: Number(dataset.row), across: (dataset.panel.codePointAt(0) || 0) * 1000 + Number(dataset.column) });
  const MOVES = { ArrowLeft: ["across", -1], ArrowRight: ["across", 1], ArrowUp: ["row", -1], ArrowDown: ["row", 1], Home: ["across", -1], End: ["across", 1] };

  function neighbour(links, link, name) {
    const [axis, sign] = MOVES[name], other = axis === "row" ? "across" : "row", from = place(link);
    const ahead = (one) => sign * (place(one)[axis] - from[axis]);
    const found = links.filter((one) => place(one)[other] === from[other] && ahead(one) > 0);
    found.sort((one, two) => ahead(one) - ahead(two));
    return name === "Home" || name === "End" ? found.at(-1) : found[0];
  }

  // One Tab stop a figure, arrow keys from bubble to bubble, and a line of HTML below for the numbers of one.
  function sweep(drawing, show) {
    const links = all("a.sweep-bubble", drawing);
    const hint = "Point at a bubble, or go from one to the next with the arrow keys, to read its numbers here. A click or Enter shows its curves.";
    const line = make("p", { className: "told", textContent: hint });
    const stop = (link) => links.forEach((one) => { one.tabIndex = one === link ? 0 : -1; });
    const tell = (event) => {
      const bubble = event.target.closest(".sweep-bubble") ?? document.activeElement.closest(".sweep-bubble");
      line.textContent = bubble?.getAttribute("aria-label") ?? hint;
      line.toggleAttribute("data-now", Boolean(bubble));  // then it stays in view, however tall the figure
    };
    all(".sweep-bubble > title", drawing).forEach((title) => title.remove());  // a second telling, late and on top
    drawing.classList.add("telling");
    drawing.after(line);
    if (links.length) stop(links[0]);
    for (const name of ["pointerover", "pointerleave", "focusin", "focusout"]) drawing.addEventListener(name, tell);
    drawing.addEventListener("focusin", (event) => { if (links.includes(event.target)) stop(event.target); });
    drawing.addEventListener("keydown", (event) => {
      const next = event.target.closest("a.sweep-bubble") && MOVES[event.key] && neighbour(links, event.target, event.key);
      if (next) next.focus();
      if (MOVES[event.key] && links.includes(event.target)) event.preventDefault();
    });
    drawing.addEventListener("click", (event) => {
      const link = event.target.closest("a.sweep-bubble");
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      show(link, links);
    });
  }

  // The Kaplan-Meier figure of a bubble, on top of the page; its neighbours are the other cut-offs of the marker.
  function curves() {
    const button = (text, label, act) => {
      const made = make("button", { type: "button", textContent: text, onclick: act });
      if (label) made.setAttribute("aria-label", label);
      return made;
    };
    const title = make("h2", { id: "curves-title" }), picture = make("img"), words = make("p"), count = make("span");
    const files = make("span", { className: "files" });
    const close = button("Close", "", () => dialog.close());
    const lower = button("← Lower cut-off", "", () => step(-1)), higher = button("Higher cut-off →", "", () => step(1));
    const told = make("div", {}, title, words);
    told.setAttribute("aria-live", "polite");
    const dialog = make("dialog", { className: "curves" }, make("div", { className: "top" }, told, close), picture,
      make("div", { className: "steps" }, lower, count, higher, files));
    dialog.setAttribute("aria-labelledby", title.id);
    let row = [], at = 0;
    const fill = () => {
      const link = row[at], file = link.href.baseVal, said = link.getAttribute("aria-label"), cut = said.indexOf(": ");
      title.textContent = said.slice(0, cut);
      words.textContent = said.slice(cut + 2);
      picture.src = file;
      picture.alt = `Kaplan-Meier curves of the high and the low group, ${title.textContent}`;
      count.textContent = `${at + 1} of ${row.length}`;
      lower.setAttribute("aria-disabled", at === 0);
      higher.setAttribute("aria-disabled", at === row.length - 1);
      files.replaceChildren(...["SVG", "PNG"].map((kind) => make("a", { href: file.replace(/svg$/, kind.toLowerCase()), textContent: kind })));
    };
    const step = (sign) => { if (row[at + sign]) { at += sign; fill(); } };
    dialog.addEventListener("keydown", (event) => {
      const sign = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (sign) { event.preventDefault(); step(sign); }
    });
    dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
    dialog.addEventListener("close", () => row[at].focus());
    document.body.append(dialog);
    return (link, links) => {
      row = links.filter((one) => one.dataset.row === link.dataset.row && one.dataset.panel === link.dataset.panel);
      at = row.indexOf(link);
      fill();
      dialog.showModal();
    };
  }

  addEventListener("DOMContentLoaded", () => {
    themeSwitch(document.getElementById("theme"));
    codeSwitch(document.getElementById("code"));
    all(".tools").forEach((tools) => { tools.hidden = false; });
    contents(document.getElementById("contents"));
    all(".scroll > table").forEach(sortable);
    all(".scroll.long").forEach(long);
    all("#ledger-filter").forEach(ledger);
    const swept = all(".drawing").filter((drawing) => drawing.querySelector(".sweep-bubble"));
    if (swept.length) {
      const show = curves();
      swept.forEach((drawing) => sweep(drawing, show));
    }
    all("details.more").forEach((box) => box.addEventListener("toggle", reachable));
    addEventListener("hashchange", opened);
    opened();
    reachable();
    addEventListener("resize", reachable);
  });
})();
