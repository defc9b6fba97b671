// Lays Yasgui over the plain SPARQL form. Its own completers ask other hosts; ours take everything from this server.

const form = document.getElementById("sparql-form");
const area = document.getElementById("query");
const host = document.getElementById("yasgui");
const { endpoint, completions, here, lang, suggest, short } = form.dataset;
const Gui = globalThis.Yasgui;
const Yasqe = Gui.Yasqe;
const say = (vi, en) => (lang === "vi" ? vi : en);

const known = await (await fetch(completions)).json();
const prefixes = Object.entries(known.prefixes).map(([name, iri]) => `${name}: <${iri}>`);
Yasqe.forkAutocompleter("prefixes", { name: "bdg-prefixes", persistenceId: null, bulk: true, get: async () => prefixes });
Yasqe.forkAutocompleter("class", { name: "bdg-classes", persistenceId: null, bulk: true, get: async () => known.classes });
Yasqe.forkAutocompleter("property", { name: "bdg-properties", persistenceId: null, bulk: true, get: async () => known.properties });
Yasqe.defaults.autocompleters = ["variables", "bdg-prefixes", "bdg-classes", "bdg-properties"];
Yasqe.defaults.value = area.value;

// A shared query is in its address, packed as `web/pages/sharing.py` unpacks it: raw deflate in base64url, without the
// prefixes that everybody gets. One of the library keeps its name.
const packed = { text: "", address: "" };
const pack = async (text) => {
  const plain = text.replace(/^[ \t]*PREFIX[ \t]+(\w+):[ \t]*<([^>]*)>[ \t]*\n?/gim, (line, name, iri) => (known.prefixes[name] === iri ? "" : line)).trim();
  const stream = new Blob([plain]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  const letters = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  Object.assign(packed, { text, address: `${location.origin}${short}${letters.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "")}` });
};
const share = (yasqe) => {
  const asked = new URLSearchParams(location.search), text = yasqe.getValue();
  if (asked.has("question") && text === area.value) return location.href;
  return packed.text === text ? packed.address : `${location.origin}${here}?query=${encodeURIComponent(text)}`;
};

// Words typed without a prefix, "tỷ số giới", offer what is called so, in either language, with or without accents.
const KEYWORD = /^(?:a|as|ask|asc|base|bind|by|construct|count|desc|describe|distinct|exists|filter|from|graph|group|having|in|limit|minus|named|not|offset|optional|order|prefix|reduced|select|service|sum|undef|union|values|where|true|false)$/i;
const spoken = (yasqe) => {
  const { line, ch } = yasqe.getDoc().getCursor();
  const words = yasqe.getDoc().getLine(line).slice(0, ch);
  const found = /(?:^|[\s{(.;,|])((?:[\p{L}\p{M}\d]+ )*[\p{L}\p{M}\d]{2,})$/u.exec(words);
  if (!found) return null;
  const own = found[1].split(" ");
  while (own.length && KEYWORD.test(own[0])) own.shift();
  const text = own.join(" ");
  return text.length > 2 && !own.some((word) => KEYWORD.test(word)) ? { text, from: ch - text.length } : null;
};
Yasqe.registerAutocompleter({
  name: "bdg-names", persistenceId: null, bulk: false, autoShow: true,
  isValidCompletionPosition: (yasqe) => spoken(yasqe) !== null,
  preProcessToken: (yasqe, token) => { const said = spoken(yasqe); return said && { ...token, string: said.text, from: { ch: said.from }, to: { ch: yasqe.getDoc().getCursor().ch } }; },
  get: async (_yasqe, token) => {
    const answer = token?.string ? await fetch(`${suggest}?q=${encodeURIComponent(token.string)}`) : null;
    const hits = answer?.ok ? await answer.json() : [];
    return hits.filter((hit) => hit.iri.startsWith("https:")).map((hit) => `<${hit.iri}>\t${hit.name} (${hit.kind})`);
  },
  postprocessHints: (_yasqe, hints) => hints.map((hint) => { const [text, words] = hint.text.split("\t"); return { ...hint, text, displayText: words }; }),
}, false);
Yasqe.defaults.autocompleters.push("bdg-names");

/** A chart of a result: its first column of numbers as bars, named by its first column of words. */
class Chart {
  static priority = 5;
  priority = 5; hideFromSelection = false; label = say("Biểu đồ", "Chart");
  constructor(yasr) { this.yasr = yasr; }
  columns() {
    const rows = this.yasr.results?.getBindings?.() ?? [], names = this.yasr.results?.getVariables?.() ?? [];
    const isNumber = (name) => rows.some((row) => row[name]) && rows.every((row) => !row[name] || !Number.isNaN(Number(row[name].value)));
    return [rows, names.find((name) => !isNumber(name)), names.find(isNumber)];
  }
  canHandleResults() { const [rows, words, numbers] = this.columns(); return rows.length > 0 && rows.length <= 200 && !!words && !!numbers; }
  getIcon() { const icon = document.createElement("span"); icon.textContent = "▮"; return icon; }
  draw() {
    const [rows, words, numbers] = this.columns(), space = "http://www.w3.org/2000/svg";
    const most = Math.max(...rows.map((row) => Number(row[numbers]?.value ?? 0)), 1e-9);
    const svg = document.createElementNS(space, "svg");
    const add = (name, told, text = "") => { const part = document.createElementNS(space, name); for (const [k, v] of Object.entries(told)) part.setAttribute(k, v); part.textContent = text; svg.append(part); };
    svg.setAttribute("width", 900); svg.setAttribute("height", rows.length * 26 + 10); svg.setAttribute("role", "img");
    rows.forEach((row, i) => {
      const value = Number(row[numbers]?.value ?? 0), iri = row[words]?.value ?? "";
      add("text", { x: 0, y: i * 26 + 18 }, (known.labels[iri] ?? iri.replace(/^.*\/id\//, "")).slice(0, 46));
      add("rect", { class: "bar", x: 340, y: i * 26 + 5, width: Math.max(1, (value / most) * 460), height: 16 });
      add("text", { x: 350 + (value / most) * 460, y: i * 26 + 18 }, String(value));
    });
    this.yasr.resultsEl.replaceChildren(svg);
  }
}
Gui.Yasr.registerPlugin("bdgChart", Chart);
const spokenPlugin = (name, words) => { const Plugin = Gui.Yasr.plugins[name]; if (Plugin) Gui.Yasr.registerPlugin(name, class extends Plugin { label = words; }); };
spokenPlugin("table", say("Bảng", "Table"));
spokenPlugin("response", say("Nguyên văn", "Response"));

host.hidden = false;
form.hidden = true;
const gui = new Gui(host, {
  requestConfig: { endpoint: new URL(endpoint, location).href, method: "POST" },
  copyEndpointOnNewTab: true,
  endpointCatalogueOptions: { getData: () => [{ endpoint: new URL(endpoint, location).href }], keys: [] },
  persistenceId: null,
  populateFromUrl: false,
  autofocus: true,
  yasqe: { value: area.value, persistenceId: null, resizeable: true },
  yasr: { prefixes: known.prefixes, persistenceId: null },
});
(gui.getTab() ?? gui.addTab(true)).setQuery(area.value);
document.querySelector(".CodeMirror textarea")?.setAttribute("aria-label", say("Truy vấn SPARQL", "SPARQL query"));
const asked = gui.getTab().getYasqe();
asked.config.createShareableLink = share; // the tab puts its own over that of its options
asked.on("change", () => pack(asked.getValue()));
await pack(asked.getValue());
