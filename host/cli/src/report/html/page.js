"use strict";

// Shows what stands in the page as JSON. All texts are set as text, never as markup.

const data = JSON.parse(document.getElementById("data").textContent);
const $ = (id) => document.getElementById(id);

// A new element: its attributes, then what is in it.
const make = (name, attributes = {}, ...inside) => {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === "on") Object.entries(value).forEach(([event, act]) => element.addEventListener(event, act));
    else if (value !== null && value !== undefined && value !== false) element.setAttribute(key, value);
  }
  element.append(...inside.flat(Infinity).filter((part) => part !== null && part !== undefined));
  return element;
};

const plural = (count, one, many = `${one}s`) => `${count} ${count === 1 ? one : many}`;

const time = (ms) => {
  if (ms === null || ms === undefined) return "";
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60000) return `${(ms / 1000).toFixed(ms < 10000 ? 2 : 1)} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
};

const signs = new Map(data.statuses.map((status) => [status.key, status.sign]));
const ranks = new Map(["fail", "skip", "delete", "replace", "update", "create", "run", "unchanged"].map((key, rank) => [key, rank]));

// --- head ---

const head = () => {
  document.body.classList.add(data.tone);
  $("kind").textContent = { plan: "preview – nothing was changed", drift: "drift – nothing was changed" }[data.phase] ?? "run";
  const facts = [
    ["states", String(data.states.length)],
    ["took", time(data.ms)],
    ["began", new Date(data.began).toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "medium" })],
    ["exit code", String(data.exit)],
  ];
  $("facts").append(...facts.map(([name, text]) => make("div", {}, make("dt", {}, name), make("dd", {}, text))));
  for (const { key, count } of data.statuses.filter((status) => status.count > 0)) {
    const part = make("span", { class: `s-${key}` });
    part.style.flexGrow = count;
    $("share").append(part);
  }
  $("made").textContent = `run ${data.run} · wasmidem ${data.version}`;
};

// --- problems, failures, warnings ---

const lines = (name, text) => (text ? make("p", { class: `text ${name}` }, text) : null);

const aboutFailure = (failure, place) => [
  lines("", failure.message),
  lines("help", failure.help),
  failure.ambiguous ? lines("help", "It is not known whether AWS did it.") : null,
  make("p", { class: "meta" },
    failure.blame ? make("span", {}, `blame: ${failure.blame}`) : null,
    failure.code ? make("code", {}, failure.code) : null,
    place ? make("span", {}, `at ${place}`) : null,
    failure.request ? make("span", {}, "AWS request ", make("code", {}, failure.request)) : null),
];

const jump = (number, text) =>
  make("button", { type: "button", class: "jump", on: { click: () => open(number) } }, text);

// Shows the first cards, and the rest when asked.
const cards = (id, all, first) => {
  if (all.length === 0) return;
  const box = $(id).querySelector(".cards");
  $(id).hidden = false;
  box.append(...all.slice(0, first).map((card) => card()));
  if (all.length > first) {
    const more = make("button", { type: "button", class: "more" }, `Show ${all.length - first} more`);
    more.addEventListener("click", () => {
      box.append(...all.slice(first).map((card) => card()));
      more.remove();
    });
    $(id).append(more);
  }
};

const problemCard = (problem) => () =>
  make("div", { class: `card ${problem.error ? "s-fail" : "s-skip"}` },
    make("h3", { class: "text" }, problem.message),
    problem.excerpt ? make("pre", { class: "text" }, problem.excerpt) : null,
    lines("help", problem.help),
    make("p", { class: "meta" },
      make("code", {}, problem.code), problem.place ? make("span", {}, `at ${problem.place}`) : null));

// What failed for the same reason is told once.
const failures = () => {
  const groups = new Map();
  data.states.forEach((state, number) => {
    if (state.status !== "fail") return;
    const failure = state.failure ?? { message: state.comments.join("\n"), blame: null, code: null };
    const key = JSON.stringify([failure.message, failure.code, failure.blame, failure.help]);
    if (!groups.has(key)) groups.set(key, { failure, numbers: [] });
    groups.get(key).numbers.push(number);
  });
  return [...groups.values()];
};

const FEW = 12;

const failureCard = ({ failure, numbers }) => () => {
  const link = (number) => jump(number, make("span", { class: "id" }, data.states[number].id));
  const [first] = numbers;
  if (numbers.length === 1) {
    const { function: name, place } = data.states[first];
    return make("div", { class: "card s-fail" }, make("h3", {}, link(first), make("span", { class: "under" }, name)), aboutFailure(failure, place));
  }
  const links = make("p", { class: "links" }, numbers.slice(0, FEW).map(link));
  if (numbers.length > FEW) {
    const more = make("button", { type: "button", class: "jump" }, `and ${numbers.length - FEW} more`);
    more.addEventListener("click", () => more.replaceWith(...numbers.slice(FEW).map(link)));
    links.append(more);
  }
  return make("div", { class: "card s-fail" }, make("h3", {}, plural(numbers.length, "state")), links, aboutFailure(failure, null));
};

const notes = () => {
  const all = data.warnings.map((text) => [text]);
  data.states.forEach((state, number) => state.warnings.forEach((text) => all.push([text, number])));
  $("warnings").hidden = all.length === 0;
  $("warnings").querySelector("ul").append(...all.slice(0, 200).map(([text, number]) =>
    make("li", {}, number === undefined ? null : [jump(number, data.states[number].id), ": "], text)));
};

// --- details of one state ---

const marked = (parts) =>
  parts.length < 3 ? [parts[0]] : [parts[0], parts[1] ? make("mark", {}, parts[1]) : "", parts[2]];

const value = (change) => {
  if (change.sensitive) return make("span", { class: "arrow" }, "(sensitive: not shown)");
  if (change.lines) {
    return change.lines.map(([sign, text]) =>
      make("pre", { class: `signed ${sign === "+" ? "new" : "old"}` }, make("span", { class: "sign" }, sign), make("span", {}, text)));
  }
  if (change.old && change.new) {
    return [make("pre", { class: "old" }, marked(change.old)), make("pre", { class: "new" }, marked(change.new))];
  }
  return change.new ? make("pre", { class: "plain" }, change.new[0]) : make("pre", { class: "old" }, change.old[0]);
};

const changes = (state) => {
  if (state.changes.length === 0) return null;
  const tone = { "+": "plus", "-": "minus", "~": "tilde" };
  const rows = state.changes.map((change) =>
    make("tr", {},
      make("th", { scope: "row" },
        make("div", { class: "member" }, make("span", { class: `sign ${tone[change.sign]}` }, change.sign), make("code", {}, change.member))),
      make("td", {}, value(change))));
  const title = state.status === "fail" ? "Changed before it failed" : { plan: "Would change", drift: "Differs" }[data.phase] ?? "Changes";
  return [make("h3", {}, title), make("table", { class: "changes" }, make("tbody", {}, rows))];
};

const calls = (state) => {
  if (state.calls.length === 0) return null;
  const rows = state.calls.map((call) =>
    make("tr", {},
      make("td", {}, make("code", { class: call.effect === "write" ? "write" : "" }, call.operation)),
      make("td", {}, call.effect ?? "refused"),
      make("td", { class: "num" }, call.attempts === 0 ? "not sent" : plural(call.attempts, "attempt")),
      make("td", { class: "num" }, time(call.ms)),
      make("td", { class: call.failure ? "bad" : "" },
        call.failure ? make("code", {}, call.failure.code) : "ok",
        call.retries.length > 0 ? make("span", { class: "arrow" }, ` after ${call.retries.join(", ")}`) : null)));
  const titles = ["Operation", "Effect", "Sent", "Took", "Result"].map((text, column) =>
    make("th", { scope: "col", class: column === 2 || column === 3 ? "num" : "" }, text));
  return [
    make("h3", {}, "AWS calls"),
    make("table", { class: "inner" }, make("thead", {}, make("tr", {}, titles)), make("tbody", {}, rows)),
  ];
};

const list = (title, texts) =>
  texts.length === 0 ? null : [make("h3", {}, title), make("ul", {}, texts.map((text) => make("li", { class: "text" }, text)))];

const detail = (state) => {
  const told = new Set(state.failure ? [state.failure.message] : []);
  const where = [
    state.resource ? make("span", {}, "id ", make("code", {}, state.resource)) : null,
    state.place ? make("span", {}, `at ${state.place}`) : null,
    state.tries.length > 1 ? make("span", {}, plural(state.tries.length, "try", "tries")) : null,
  ];
  return [
    make("p", { class: "meta" }, where),
    state.failure ? make("div", { class: "card s-fail" }, aboutFailure(state.failure, null)) : null,
    state.why.length === 0 ? null : [make("h3", {}, "Not run"), make("ul", {}, state.why.map(reason))],
    changes(state),
    calls(state),
    list("What was said", state.comments.filter((text) => !told.has(text))),
    list("Warnings", state.warnings),
    list("Logged by the module", state.logs.map(([level, text]) => `${level}: ${text}`)),
  ];
};

const reason = ({ text, state }) =>
  make("li", { class: "text" }, text, state === null ? null : [" – ", jump(state, "show it")]);

// --- the table ---

const what = (state) => {
  const cell = (tone, ...inside) => make("td", { class: `what ${tone}` }, inside);
  if (state.why.length > 0) return cell("", state.why.map((why) => why.text).join("; "));
  if (state.status === "fail") return cell("bad", state.failure?.message ?? state.comments[0] ?? "");
  const members = state.changes.map((change) => change.member);
  const shown = state.status === "create" ? "" : members.slice(0, 4).join(", ");
  const more = members.length > 4 && shown ? ` and ${members.length - 4} more` : "";
  if (shown) return cell("", make("span", { class: "id" }, shown), more);
  return cell("", state.resource ? make("span", { class: "id" }, state.resource) : "");
};

const rows = data.states.map((state, number) => {
  const button = make("button", { type: "button", class: "open", "aria-expanded": "false" }, make("span", { class: "id" }, state.id));
  const row = make("tr", { class: "row" },
    make("td", {}, make("span", { class: `badge s-${state.status}`, title: state.word }, make("b", {}, signs.get(state.status)), ` ${state.word}`)),
    make("td", {}, button, make("div", { class: "under" }, make("span", { class: "text" }, state.function))),
    what(state),
    make("td", { class: "num calls" }, state.calls.length === 0 ? "" : String(state.calls.length)),
    make("td", { class: "num" }, state.tries.length === 0 ? "–" : time(state.ms)));
  const body = make("tbody", { id: `state-${number}` }, row);
  row.addEventListener("click", () => {
    if (String(getSelection()) === "") toggle(number);
  });
  return { number, state, body, button, detail: null, shown: true, text: null };
});

const toggle = (number, to = rows[number].button.getAttribute("aria-expanded") !== "true") => {
  const row = rows[number];
  row.button.setAttribute("aria-expanded", String(to));
  if (to && row.detail === null) {
    row.detail = make("tr", { class: "detail" }, make("td", { colspan: 5 }, detail(row.state)));
    row.body.append(row.detail);
  }
  if (row.detail !== null) row.detail.hidden = !to;
};

// Opens a state from elsewhere, also when the filter hides it.
const open = (number) => {
  if (!rows[number].shown) {
    chosen.clear();
    $("filter").value = "";
    filter();
  }
  toggle(number, true);
  rows[number].button.focus({ preventScroll: true });
  rows[number].body.scrollIntoView({ block: "start" });
};

const chosen = new Set();

const searchable = (row) => {
  const { state } = row;
  row.text ??= [
    state.id, state.function, state.word, state.resource, state.place, state.failure?.code, state.failure?.message,
    state.comments, state.why.map((why) => why.text), state.changes.map((change) => [change.member, change.new, change.old, change.lines]),
    state.calls.map((call) => call.operation),
  ].flat(Infinity).filter(Boolean).join("\n").toLowerCase();
  return row.text;
};

const filter = () => {
  const words = $("filter").value.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const row of rows) {
    row.shown = (chosen.size === 0 || chosen.has(row.state.status)) && (words.length === 0 || words.every((word) => searchable(row).includes(word)));
    row.body.hidden = !row.shown;
    shown += row.shown ? 1 : 0;
  }
  for (const chip of $("chips").children) chip.setAttribute("aria-pressed", String(chosen.has(chip.dataset.status)));
  $("count").textContent = shown === rows.length ? plural(shown, "state") : `${shown} of ${plural(rows.length, "state")}`;
};

const tools = () => {
  for (const { key, sign, word, count } of data.statuses.filter((status) => status.count > 0)) {
    const chip = make("button", { type: "button", class: `chip s-${key}`, "data-status": key, "aria-pressed": "false" }, `${sign} ${count} ${word}`);
    chip.addEventListener("click", () => {
      if (!chosen.delete(key)) chosen.add(key);
      filter();
    });
    $("chips").append(chip);
  }
  let typing = 0;
  $("filter").addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(filter, rows.length > 300 ? 120 : 0);
  });
  const all = (to) => rows.filter((row) => row.shown).forEach((row) => toggle(row.number, to));
  $("expand").addEventListener("click", () => all(true));
  $("collapse").addEventListener("click", () => all(false));
  document.addEventListener("keydown", (event) => {
    const inField = event.target instanceof HTMLInputElement;
    if (event.key === "/" && !inField && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      $("filter").focus();
    } else if (event.key === "Escape" && inField) {
      $("filter").value = "";
      filter();
    }
  });
};

const sorting = () => {
  const keys = {
    status: (row) => ranks.get(row.state.status),
    id: (row) => row.state.id,
    calls: (row) => -row.state.calls.length,
    ms: (row) => -row.state.ms,
  };
  const compare = (left, right) => (typeof left === "string" ? left.localeCompare(right, "en", { numeric: true }) : left - right);
  for (const button of $("table").querySelectorAll("[data-sort]")) {
    const column = button.closest("th");
    button.addEventListener("click", () => {
      const before = column.getAttribute("aria-sort");
      const order = before === null ? "ascending" : before === "ascending" ? "descending" : null;
      $("table").querySelectorAll("th").forEach((other) => other.removeAttribute("aria-sort"));
      const key = keys[button.dataset.sort];
      const sorted = [...rows];
      if (order !== null) {
        column.setAttribute("aria-sort", order);
        const turn = order === "ascending" ? 1 : -1;
        sorted.sort((left, right) => turn * compare(key(left), key(right)) || left.number - right.number);
      }
      $("table").append(...sorted.map((row) => row.body));
    });
  }
};

// --- the timeline ---

const LANE = 16;
const HEAD = 26;

// States side by side take lanes of their own: the first that is free.
const inLanes = () => {
  const spans = data.states
    .map((state, number) => ({ number, from: state.tries[0], to: state.ended ?? data.ms }))
    .filter((span) => span.from !== undefined)
    .sort((left, right) => left.from - right.from || left.number - right.number);
  const ends = [];
  for (const span of spans) {
    const free = ends.findIndex((end) => end <= span.from);
    span.lane = free === -1 ? ends.length : free;
    ends[span.lane] = span.to;
  }
  return { spans, lanes: ends.length };
};

// A round number of milliseconds, so that about eight marks fit.
const stepOf = (whole) => {
  const rough = Math.max(whole / 8, 1);
  const power = 10 ** Math.floor(Math.log10(rough));
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= rough);
};

const timeline = () => {
  const { spans, lanes } = inLanes();
  if (spans.length === 0) return;
  $("timeline").hidden = false;
  const box = $("lanes").querySelector(".lanes");
  const whole = Math.max(data.ms, 1);
  const height = lanes > 40 ? 6 : LANE;
  const share = (ms) => `${(100 * ms) / whole}%`;
  const put = (element, styles) => {
    Object.assign(element.style, styles);
    return element;
  };
  box.style.height = `${HEAD + lanes * height + 8}px`;
  const step = stepOf(whole);
  for (let at = 0; at < whole * 0.94; at += step) {
    box.append(put(make("div", { class: "mark" }, time(at)), { left: share(at) }));
  }
  box.append(...data.waits.map((wait) => put(make("div", { class: "wait" }), { left: share(wait.at), width: share(wait.ms) })));
  const bars = spans.map((span) => {
    const state = data.states[span.number];
    const bar = make("div", { class: `span s-${state.status}` });
    const long = Math.max(span.to - span.from, 0.001);
    bar.append(...state.tries.slice(1).map((at) => put(make("div", { class: "try" }), { left: `${(100 * (at - span.from)) / long}%` })));
    return put(bar, { left: share(span.from), width: share(long), top: `${HEAD + span.lane * height}px`, height: `${height - 3}px` });
  });
  box.append(...bars);
  const hint = "Each bar is a state. With the arrow keys one goes from bar to bar, Enter opens one.";
  const tell = (place) => {
    const state = data.states[spans[place].number];
    $("lanes-hint").textContent = `${state.id} (${state.function}): ${state.word}, from ${time(spans[place].from)} on, ${time(state.ms)}`;
  };
  let current = -1;
  const select = (place) => {
    bars[current]?.classList.remove("on");
    current = Math.min(Math.max(place, 0), bars.length - 1);
    bars[current].classList.add("on");
    bars[current].scrollIntoView({ block: "nearest", inline: "nearest" });
    tell(current);
  };
  $("lanes-hint").textContent = hint;
  bars.forEach((bar, place) => {
    bar.addEventListener("mouseenter", () => tell(place));
    bar.addEventListener("mouseleave", () => { $("lanes-hint").textContent = hint; });
    bar.addEventListener("click", () => open(spans[place].number));
  });
  $("lanes").addEventListener("keydown", (event) => {
    const moves = { ArrowRight: current + 1, ArrowLeft: current - 1, Home: 0, End: bars.length - 1 };
    if (event.key in moves) {
      event.preventDefault();
      select(moves[event.key]);
    } else if (event.key === "Enter" && current >= 0) {
      open(spans[current].number);
    }
  });
  let scale = 1;
  const rescale = (to) => {
    scale = Math.min(Math.max(to, 1), 64);
    box.style.width = `${scale * 100}%`;
  };
  $("wider").addEventListener("click", () => rescale(scale * 2));
  $("narrower").addEventListener("click", () => rescale(scale / 2));
};

// --- on paper ---

const printing = () => {
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = rows.filter((row) => row.shown && row.button.getAttribute("aria-expanded") === "false")
      .filter((row) => row.state.status !== "unchanged").slice(0, 500);
    opened.forEach((row) => toggle(row.number, true));
  });
  addEventListener("afterprint", () => opened.forEach((row) => toggle(row.number, false)));
};

head();
cards("problems", data.problems.map(problemCard), 20);
cards("failures", failures().map(failureCard), 10);
notes();
tools();
sorting();
timeline();
printing();
$("table").append(...rows.map((row) => row.body));
$("states").hidden = rows.length === 0;
filter();
