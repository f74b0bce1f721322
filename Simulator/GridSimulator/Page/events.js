// What is selected, what lies under the pointer, and the events as text.

let selected = null;
const tip = document.getElementById("tip");

function make(tag, properties) { return Object.assign(document.createElement(tag), properties || {}); }

function select(choice) {
  selected = choice;
  const details = document.getElementById("details");
  details.className = choice ? "" : "quiet";
  if (!choice) {
    details.textContent = "Click a message, an operation, a mark or an event.";
  } else {
    const [title, rows] = describe(choice);
    const list = make("dl");
    for (const [term, text] of rows) list.append(make("dt", { textContent: term }), make("dd", { textContent: text }));
    details.replaceChildren(make("strong", { textContent: title }), list);
  }
  markInList();
  redraw();
}

function describe({ kind, item }) {
  if (kind === "message") return describeMessage(item);
  if (kind === "operation") return describeOperation(item);
  const rows = [["at", seconds(item.time, 6) + " s"], ["kind", item.kind]];
  if (item.member >= 0) rows.push(["member", run.members[item.member]]);
  return [item.text, rows];
}

function describeMessage(message) {
  const rows = [["sent", seconds(message.time, 6) + " s"]];
  if (message.travel < 0) rows.push(["arrived", "not before the end of the run: lost, held back or cut off"]);
  else rows.push(["arrived", seconds(message.end, 6) + " s"], ["on the way", span(message.travel)]);
  rows.push(["bytes", message.bytes], ["from", "the " + machineName(message.machine) + " of " + run.members[message.from]]);
  return [run.members[message.from] + " → " + run.members[message.to] + ": " + message.text, rows];
}

function describeOperation(operation) {
  const rows = [["number", operation.number], ["member", run.members[operation.member]], ["key", "key-" + operation.key],
    ["begun", seconds(operation.time, 6) + " s"]];
  if (operation.travel < 0) rows.push(["answer", "none: the process ended before"]);
  else rows.push(["answer", operation.answer], ["after", span(operation.travel)]);
  rows.push(["follow", run.replay + " --verbose --key " + operation.key]);
  return [operation.kind + " of key-" + operation.key + ": " + operation.answer, rows];
}

// MARK: The tooltip

function showTip(event, text) {
  tip.textContent = text;
  tip.hidden = false;
  const [width, height] = [tip.offsetWidth, tip.offsetHeight];
  const left = event.clientX + 14 + width > innerWidth ? event.clientX - width - 12 : event.clientX + 14;
  tip.style.left = Math.max(4, left) + "px";
  tip.style.top = Math.max(4, Math.min(event.clientY + 14, innerHeight - height - 6)) + "px";
}

function hideTip() { tip.hidden = true; }

function hoverFigure(event) {
  const time = timeAtPointer(event);
  if (time === null) return hideTip();
  view.cursor = time;
  redraw();
  const box = canvas.getBoundingClientRect();
  const [px, py] = [event.clientX - box.left, event.clientY - box.top];
  const found = pickAt(px, py);
  canvas.style.cursor = found ? "pointer" : "";
  if (found) {
    const [title, rows] = describe(found);
    return showTip(event, title + "\n" + rows.slice(0, 4).map(function (row) { return row.join(": "); }).join("\n"));
  }
  const member = memberAtY(py);
  const curve = curveAtY(py);
  if (member >= 0) showTip(event, laneTip(member, time));
  else if (curve && py >= figure.curveTop) showTip(event, curveWords(curve, time));
  else hideTip();
}

function pickFigure(event) {
  const box = canvas.getBoundingClientRect();
  const found = pickAt(event.clientX - box.left, event.clientY - box.top);
  if (found) select(found);
}

// MARK: The list

const kindNames = ["violation", "fault", "death", "life", "pause", "phase", "network", "view", "placement", "key", "other"];
const hiddenAtFirst = ["view", "placement"];
const shownLimit = 400;
const filter = { kinds: new Set(), text: "" };

function buildFilters() {
  const box = document.getElementById("filters");
  for (const kind of kindNames) {
    const count = events.filter(function (event) { return event.kind === kind; }).length;
    if (count === 0) continue;
    const input = make("input", { type: "checkbox", checked: !hiddenAtFirst.includes(kind) });
    if (input.checked) filter.kinds.add(kind);
    input.addEventListener("change", function () {
      if (input.checked) filter.kinds.add(kind); else filter.kinds.delete(kind);
      drawList();
    });
    const label = make("label");
    label.append(input, kind + " (" + count + ")");
    box.append(label);
  }
  const search = make("input", { type: "search", placeholder: "containing …", ariaLabel: "Only events that contain" });
  search.addEventListener("input", function () {
    filter.text = search.value.toLowerCase();
    drawList();
  });
  box.append(search);
}

let listed = "";

// The events of the range that is shown.
function drawList() {
  const found = [];
  let count = 0;
  const all = keyOperations.length ? events.concat(keyEvents()).sort(function (left, right) { return left.time - right.time; }) : events;
  for (let index = lowerBound(all, view.from); index < all.length && all[index].time <= view.to; index += 1) {
    const event = all[index];
    if ((!event.operation && !filter.kinds.has(event.kind)) || (filter.text && !event.text.toLowerCase().includes(filter.text))) continue;
    count += 1;
    if (found.length < shownLimit) found.push(event);
  }
  document.getElementById("events-range").textContent = "from " + seconds(view.from) + " to " + seconds(view.to) + " s: " + count;
  const state = [found.length, count, view.from, view.to, keyOperations.length, [...filter.kinds].join(), filter.text].join("|");
  if (state === listed) return markInList();
  listed = state;
  const items = found.map(listItem);
  if (count > found.length) items.push(make("li", { className: "quiet", textContent: "… " + (count - found.length) + " more; zoom in or filter to see them" }));
  document.getElementById("list").replaceChildren(...items);
  markInList();
}

function listItem(event) {
  const item = make("li", { className: event.kind });
  const button = make("button", { type: "button" });
  button.append(make("span", { className: "time", textContent: seconds(event.time, 6) }),
    make("span", { className: "kind", textContent: event.kind }), make("span", { textContent: event.text }));
  button.addEventListener("click", function () {
    select(event.operation ? { kind: "operation", item: event.operation } : { kind: "event", item: event });
    center(event.time, 6e6);
  });
  button.item = event.operation || event;
  item.append(button);
  return item;
}

function markInList() {
  for (const button of document.querySelectorAll("#list button")) {
    button.setAttribute("aria-current", String(Boolean(selected) && selected.item === button.item));
  }
}
