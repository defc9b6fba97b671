// What JavaScript adds to pages that work without it: suggestions while typing, a bar while a page loads,
// buttons that copy, all stretches of a passage lit, not only its first. Asks nobody but this server.

const LANG = document.documentElement.lang;
const say = (vi, en) => (LANG === "vi" ? vi : en);

/** Suggestions under a search field, by arrow keys or pointer (WAI-ARIA combobox). */
function suggest(input) {
  const list = document.createElement("ul");
  list.className = "suggest";
  list.id = `suggest-${Math.random().toString(36).slice(2)}`;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", say("Gợi ý", "Suggestions"));
  list.hidden = true;
  input.after(list);
  for (const [name, value] of [["role", "combobox"], ["aria-expanded", "false"], ["aria-controls", list.id], ["aria-autocomplete", "list"]]) input.setAttribute(name, value);
  let timer = 0, chosen = -1, asked = "";

  const close = () => { list.hidden = true; chosen = -1; input.setAttribute("aria-expanded", "false"); input.removeAttribute("aria-activedescendant"); };
  const mark = (to) => {
    const links = [...list.querySelectorAll("a")];
    if (!links.length) return;
    chosen = (to + links.length) % links.length;
    links.forEach((a, i) => a.setAttribute("aria-selected", String(i === chosen)));
    input.setAttribute("aria-activedescendant", links[chosen].id);
  };
  const show = (hits) => {
    list.replaceChildren(...hits.map((hit, i) => {
      const item = document.createElement("li"), link = document.createElement("a");
      item.setAttribute("role", "presentation");
      link.href = hit.url; link.id = `${list.id}-${i}`; link.tabIndex = -1;
      link.setAttribute("role", "option"); link.setAttribute("aria-selected", "false");
      for (const [words, lit] of hit.pieces) { const part = document.createElement(lit ? "b" : "span"); part.textContent = words; link.append(part); }
      const kind = document.createElement("span");
      kind.className = "quiet small"; kind.textContent = ` ${hit.kind}`;
      link.append(kind); item.append(link);
      return item;
    }));
    list.hidden = !hits.length;
    input.setAttribute("aria-expanded", String(!!hits.length));
    chosen = -1;
  };
  const ask = async () => {
    const query = input.value.trim();
    if (query.length < 2) return close();
    asked = query;
    const hits = await suggestions(input.dataset.suggest, query);
    if (asked === query && document.activeElement === input) show(hits);
  };
  input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, 120); });
  input.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); mark(chosen + (event.key === "ArrowDown" ? 1 : -1)); }
    else if (event.key === "Escape") close();
    else if (event.key === "Enter" && chosen >= 0) { event.preventDefault(); list.querySelectorAll("a")[chosen].click(); }
  });
  input.addEventListener("blur", () => setTimeout(close, 150));
}

async function suggestions(address, query) {
  if (globalThis.bdgSuggest) return globalThis.bdgSuggest(query); // the static site brings its own index
  const answer = await fetch(`${address}?q=${encodeURIComponent(query)}`);
  return answer.ok ? answer.json() : [];
}

/** A bar at the top when the next page takes longer than 300 ms. */
function busy() {
  let timer = 0;
  const stop = () => { clearTimeout(timer); document.querySelector(".busy")?.remove(); };
  const start = () => {
    stop();
    timer = setTimeout(() => {
      const bar = document.createElement("div");
      bar.className = "busy"; bar.setAttribute("role", "progressbar"); bar.setAttribute("aria-label", say("Đang tải", "Loading"));
      document.body.append(bar);
      setTimeout(stop, 30_000);
    }, 300);
  };
  addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || link.download !== "" && link.hasAttribute("download") || link.hasAttribute("download")) return;
    if (link.origin === location.origin && (link.pathname !== location.pathname || link.search !== location.search)) start();
  });
  addEventListener("submit", start);
  addEventListener("pageshow", stop);
}

/** A button beside each block of code that copies it; browsers give no clipboard to pages over plain HTTP. */
function copying() {
  if (!navigator.clipboard) return;
  for (const block of document.querySelectorAll("pre > code")) {
    const button = document.createElement("button");
    button.type = "button"; button.className = "plain copy"; button.textContent = say("Chép", "Copy");
    button.addEventListener("click", async () => { await navigator.clipboard.writeText(block.textContent); button.textContent = say("Đã chép", "Copied"); });
    block.parentElement.before(button);
  }
}

/** Lights every stretch of the passage that the address names (#char=a,b), and the facts read from it. */
function light() {
  const source = document.querySelector(".source");
  const range = /^#char=(\d+),(\d+)$/.exec(decodeURIComponent(location.hash));
  if (!source || !range) return;
  source.querySelectorAll(".lit").forEach((part) => part.classList.remove("lit"));
  const [from, to] = [Number(range[1]), Number(range[2])];
  let at = 0, first = null;
  const walker = document.createTreeWalker(source, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const begin = at;
    at += [...node.data].length;
    if (begin < to && at > from && node.parentElement !== source) { node.parentElement.classList.add("lit"); first ??= node.parentElement; }
  }
  if (first && !document.getElementById(decodeURIComponent(location.hash.slice(1)))) first.scrollIntoView({ block: "center" });
}

document.querySelectorAll("input[data-suggest]").forEach(suggest);
busy();
copying();
light();
addEventListener("hashchange", light);
