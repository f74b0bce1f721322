// Which part of the run is shown, and how a person changes that.

const whole = { from: 0, to: Math.max(1, run.end) };
const view = { from: whole.from, to: whole.to, cursor: null };
const leastSpan = 200;
let redrawIsDue = false;

function redraw() {
  if (redrawIsDue) return;
  redrawIsDue = true;
  requestAnimationFrame(function () {
    redrawIsDue = false;
    drawAll();
  });
}

// Shows a range, as near as the run allows.
function show(from, to) {
  let length = Math.min(Math.max(to - from, leastSpan), whole.to - whole.from);
  let begin = Math.min(Math.max(from, whole.from), whole.to - length);
  if (view.from === begin && view.to === begin + length) return;
  view.from = begin;
  view.to = begin + length;
  rememberRange();
  redraw();
}

// Zooms by a factor and keeps `anchor` where it is.
function zoom(factor, anchor) {
  const center = anchor === undefined ? (view.cursor === null ? (view.from + view.to) / 2 : view.cursor) : anchor;
  const length = Math.min(Math.max((view.to - view.from) * factor, leastSpan), whole.to - whole.from);
  const share = (center - view.from) / (view.to - view.from);
  show(center - length * share, center + length * (1 - share));
}

function pan(share) {
  const step = (view.to - view.from) * share;
  show(view.from + step, view.to + step);
}

// Brings `time` into the middle; zooms in when the range is longer than `length`.
function center(time, length) {
  const wanted = Math.min(view.to - view.from, length || whole.to);
  view.cursor = time;
  show(time - wanted / 2, time + wanted / 2);
  redraw();
}

function stepToMoment(direction) {
  const now = view.cursor === null ? (direction > 0 ? -1 : whole.to + 1) : view.cursor;
  const later = moments.filter(function (moment) { return direction > 0 ? moment.time > now : moment.time < now; });
  const moment = direction > 0 ? later[0] : later[later.length - 1];
  if (!moment) return;
  select({ kind: "event", item: moment });
  center(moment.time, 6e6);
}

// MARK: The address

// `#from=8&to=12` shows the seconds 8 to 12; `&at=9.5` puts the cursor there.
function readRange() {
  const parts = new URLSearchParams(location.hash.slice(1));
  const from = parseFloat(parts.get("from"));
  const to = parseFloat(parts.get("to"));
  const at = parseFloat(parts.get("at"));
  if (!Number.isNaN(at)) view.cursor = at * 1e6;
  if (Number.isNaN(from) || Number.isNaN(to) || to <= from) return;
  show(from * 1e6, to * 1e6);
}

let addressIsDue = null;

function rememberRange() {
  clearTimeout(addressIsDue);
  addressIsDue = setTimeout(function () {
    const isWhole = view.from === whole.from && view.to === whole.to;
    const hash = isWhole ? "#" : "#from=" + seconds(view.from, 4) + "&to=" + seconds(view.to, 4);
    try { history.replaceState(null, "", hash); } catch (error) { /* Some browsers forbid it for files. */ }
  }, 300);
}

// MARK: Hands

function attachHands(canvas, timeAt, hover, pick) {
  let drag = null;
  canvas.addEventListener("wheel", function (event) {
    if (timeAt(event) === null) return;
    const isWide = Math.abs(event.deltaX) > Math.abs(event.deltaY) || event.shiftKey;
    // When there is nothing to zoom out of, the wheel scrolls the page.
    if (!isWide && event.deltaY > 0 && view.to - view.from >= whole.to - whole.from) return;
    event.preventDefault();
    const amount = event.deltaMode === 1 ? 30 : 1;
    if (isWide) pan((event.deltaX || event.deltaY) * amount / canvas.clientWidth);
    else zoom(Math.exp(event.deltaY * amount * 0.0016), timeAt(event));
  }, { passive: false });
  canvas.addEventListener("pointerdown", function (event) {
    if (timeAt(event) === null || event.button !== 0) return;
    drag = { x: event.clientX, from: view.from, to: view.to, hasMoved: false, isSelecting: event.shiftKey, begin: timeAt(event) };
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener("pointermove", function (event) {
    if (!drag) return hover(event);
    if (Math.abs(event.clientX - drag.x) > 3) drag.hasMoved = true;
    if (!drag.hasMoved) return;
    if (drag.isSelecting) {
      view.selection = [drag.begin, timeAt(event) === null ? view.from : timeAt(event)];
      return redraw();
    }
    canvas.classList.add("dragging");
    const shift = (event.clientX - drag.x) / (figure.right - figure.left) * (drag.to - drag.from);
    show(drag.from - shift, drag.to - shift);
  });
  canvas.addEventListener("pointerup", function (event) {
    const finished = drag;
    drag = null;
    canvas.classList.remove("dragging");
    if (!finished) return;
    if (!finished.hasMoved) return pick(event);
    if (finished.isSelecting && view.selection) {
      const [one, other] = view.selection;
      view.selection = null;
      show(Math.min(one, other), Math.max(one, other));
      redraw();
    }
  });
  canvas.addEventListener("dblclick", function (event) { if (timeAt(event) !== null) zoom(0.25, timeAt(event)); });
  canvas.addEventListener("pointerleave", function () { if (!drag) hideTip(); });
}

document.addEventListener("keydown", function (event) {
  if (event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return;
  const actions = {
    "+": function () { zoom(0.5); }, "=": function () { zoom(0.5); }, "-": function () { zoom(2); },
    "ArrowLeft": function () { pan(-0.2); }, "ArrowRight": function () { pan(0.2); },
    "0": function () { show(whole.from, whole.to); }, "Home": function () { show(whole.from, whole.to); },
    "n": function () { stepToMoment(1); }, "p": function () { stepToMoment(-1); },
    "Escape": function () { view.cursor = null; select(null); redraw(); },
  };
  const isOnList = event.target.tagName === "BUTTON" && event.key.startsWith("Arrow") && event.target.closest("#list");
  if (!actions[event.key] || isOnList) return;
  event.preventDefault();
  actions[event.key]();
});
