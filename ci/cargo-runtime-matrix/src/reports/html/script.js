"use strict";
(() => {
  const one = (selector) => document.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const search = one("#search");
  const count = one("#count");
  document.documentElement.classList.add("scripted");

  // The tests, with what a search looks at. The parts with messages are read when somebody searches.
  const groups = all(".m .g").map((group) => {
    const title = group.querySelector("summary span").textContent;
    const rows = all("tbody tr", group).map((row) => {
      const name = row.cells[0].textContent;
      return { row, part: null, text: null, name: `${title}::${name}` };
    });
    return { group, rows };
  });
  const rows = groups.flatMap((group) => group.rows);

  const read = (entry) => {
    const link = entry.row.cells[0].querySelector("a");
    entry.part = link && document.getElementById(link.hash.slice(1));
    const more = entry.part ? entry.part.textContent : "";
    entry.text = `${entry.name}\n${more}`.toLowerCase();
  };

  const chosen = () => {
    const value = one("input[name=show]:checked").value;
    return { all: "", differs: "d", fails: "f" }[value] ?? `f${value}`;
  };

  const tell = () => {
    const filter = chosen();
    const shown = rows.filter(({ row }) => !row.hidden && (!filter || row.classList.contains(filter)));
    count.textContent = shown.length ? `${shown.length} of ${rows.length} tests` : "no test is like this";
  };

  const find = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const { group, rows } of groups) {
      let found = false;
      for (const entry of rows) {
        if (words.length && entry.text === null) read(entry);
        const fits = words.every((word) => entry.text.includes(word));
        entry.row.hidden = !fits;
        if (entry.part) entry.part.hidden = !fits;
        found ||= fits;
      }
      group.hidden = !found;
      if (words.length && found) group.open = true;
    }
    tell();
  };

  const copy = async (button) => {
    const code = button.previousElementSibling;
    try {
      await navigator.clipboard.writeText(code.textContent);
    } catch {
      const selection = getSelection();
      selection.selectAllChildren(code);
      document.execCommand("copy");
      selection.removeAllRanges();
    }
    button.textContent = "copied";
    setTimeout(() => { button.textContent = "copy"; }, 1500);
  };

  // From cell to cell by arrows; what is hidden or closed is passed over.
  const steps = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  const move = (event) => {
    const step = steps[event.key];
    const from = step && event.target.closest(".m tbody :is(td, th)");
    if (!from) return;
    event.preventDefault();
    const row = from.parentElement;
    let next = row.cells[from.cellIndex + step[1]];
    if (step[0]) {
      const seen = rows.map((entry) => entry.row).filter((row) => row.checkVisibility());
      next = seen[seen.indexOf(row) + step[0]]?.cells[from.cellIndex];
    }
    const target = next && (next.querySelector("a") ?? next);
    if (!target) return;
    if (target === next) target.tabIndex = -1;
    target.focus();
  };

  const isTyping = (target) => target.matches("input[type=search], textarea");
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "/" && !isTyping(event.target)) {
      event.preventDefault();
      search.focus();
      search.select();
    } else if (event.key === "Escape" && event.target === search) {
      search.value = "";
      find();
      search.blur();
    } else {
      move(event);
    }
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button.copy");
    if (button) copy(button);
  });
  if (!search) return;
  const open = (state) => () => groups.forEach(({ group }) => { group.open = state; });
  one("#open").addEventListener("click", open(true));
  one("#close").addEventListener("click", open(false));
  document.addEventListener("change", (event) => { if (event.target.name === "show") tell(); });
  search.addEventListener("input", find);
  // A browser that comes back to the page fills in what was there.
  if (search.value) find();
  tell();
})();
