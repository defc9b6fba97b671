// What the static site does in place of a server: search and suggestions over a file, the same folding of Vietnamese,
// sorting of tables, question forms that lead to the page written for their choice.

const root = new URL(document.querySelector("script[data-root]").dataset.root || "./", location);
const lang = document.documentElement.lang;
const Y_AS_I = { hy: "hi", ky: "ki", ly: "li", my: "mi", sy: "si", ty: "ti", vy: "vi", quy: "qui" };
const words = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d").toLowerCase()
  .split(/[^\p{L}\p{N}]+/u).filter(Boolean).map((word) => Y_AS_I[word] ?? word);

let index;
async function load() {
  if (!index) {
    const told = await (await fetch(new URL(`${lang}/search.json`, root))).json();
    index = told.things.map(([name, kind, url, text, others]) => ({ name, kind: told.kinds[kind] ?? kind, order: Object.keys(told.kinds).indexOf(kind), url: new URL(url, root).href, text,
      own: words(name).join(" "), named: ` ${words(`${name} ${others}`).join(" ")} `, said: ` ${words(text).join(" ")} ` }));
  }
  return index;
}

async function find(query) {
  const asked = words(query);
  if (!asked.length) return [];
  const phrase = asked.join(" ");
  const has = (hay, word, last) => hay.includes(last ? ` ${word}` : ` ${word} `);
  return (await load()).map((thing) => {
    let score = 0;
    for (const [i, word] of asked.entries()) {
      const last = i === asked.length - 1;
      if (has(thing.named, word, last)) score += 3; else if (has(thing.said, word, last)) score += 1; else return null;
    }
    score = score / asked.length + (thing.named.includes(phrase) ? 4 : 0) + (thing.own.startsWith(phrase) ? 3 : 0) + (thing.own === phrase ? 4 : 0) + (thing.said.includes(phrase) ? 1 : 0) - thing.order * 0.3;
    return { ...thing, score };
  }).filter(Boolean).sort((a, b) => b.score - a.score);
}

globalThis.bdgSuggest = async (query) => (await find(query)).filter((thing) => thing.name).slice(0, 8)
  .map((thing) => ({ name: thing.name, kind: thing.kind, url: thing.url, pieces: [[thing.name.slice(0, 120), false]] }));

async function search() {
  const query = new URLSearchParams(location.search).get("q") ?? "";
  const main = document.querySelector("main"), field = main.querySelector("input[type=search]");
  field.value = query;
  if (!query) return;
  const found = await find(query);
  main.querySelectorAll(".lead, .note, .results, [role=status]").forEach((part) => part.remove());
  const count = document.createElement("p"); count.setAttribute("role", "status");
  count.textContent = `${found.length} ${lang === "vi" ? "kết quả" : "results"}`;
  const list = document.createElement("ol"); list.className = "hits";
  for (const thing of found.slice(0, 100)) {
    const item = document.createElement("li"), kind = document.createElement("p"), link = document.createElement("a"), text = document.createElement("p");
    kind.className = "kind"; kind.textContent = thing.kind;
    link.href = thing.url; link.textContent = thing.name || thing.text;
    text.className = "small"; text.textContent = thing.name ? thing.text : "";
    const name = document.createElement("p"); name.append(link);
    item.append(kind, name, text); list.append(item);
  }
  main.append(count, list);
}

/** A form that asks by GET leads to the page written for its choice, else to the page without it. */
function forms() {
  for (const form of document.querySelectorAll("form:not([role=search])")) {
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const chosen = [...new FormData(form)].filter(([, value]) => value).sort().map(([name, value]) => `${name}=${String(value).replaceAll("/", ",")}`);
      const base = new URL(form.getAttribute("action") || "index.html", location), folder = new URL("./", base);
      for (const tail of [chosen.join("/"), chosen[0]].filter(Boolean)) {
        const place = new URL(`${tail}/index.html`, folder);
        if ((await fetch(place, { method: "HEAD" })).ok) { location.assign(place); return; }
      }
      location.assign(base);
    });
  }
}

function sorting() {
  for (const head of document.querySelectorAll("thead th")) {
    head.querySelector("a[rel=nofollow]")?.addEventListener("click", (event) => {
      event.preventDefault();
      const table = head.closest("table"), i = [...head.parentElement.children].indexOf(head), down = head.ariaSort === "ascending";
      const blocks = [];
      for (const row of table.tBodies[0].rows) { if (row.classList.contains("quotes")) blocks.at(-1)?.push(row); else blocks.push([row]); }
      const key = ([row]) => row.cells[i]?.textContent.trim() ?? "";
      blocks.sort((a, b) => key(a).localeCompare(key(b), lang, { numeric: true }) * (down ? -1 : 1));
      table.tBodies[0].append(...blocks.flat());
      head.parentElement.querySelectorAll("th").forEach((other) => other.removeAttribute("aria-sort"));
      head.ariaSort = down ? "descending" : "ascending";
    });
  }
}

if (location.pathname.includes("/search/")) search();
forms();
sorting();
