// The figure: where everything is, the axis, and what crosses all rows.

const canvas = document.getElementById("figure");
const figure = { left: 0, right: 0, height: 0, laneTop: 0, laneHeight: 0, curveTop: 0, ribbonTop: 24, ribbonHeight: 34 };
const fonts = { small: "11px system-ui, 'Noto Sans', 'DejaVu Sans', sans-serif" };
let colors = {};

function readColors() {
  const style = getComputedStyle(document.documentElement);
  const names = ["ground", "card", "line", "grid", "ink", "quiet", "accent", "alive", "alive-soft", "suspect", "dead",
    "dead-soft", "gone", "unknown", "control", "data", "cut", "settle"];
  for (const name of names) colors[name] = style.getPropertyValue("--" + name).trim();
}

// A context whose units are pixels of the page, whatever the screen.
function prepare(target, width, height) {
  const scale = window.devicePixelRatio || 1;
  const [w, h] = [Math.round(width * scale), Math.round(height * scale)];
  if (target.width !== w || target.height !== h) {
    target.width = w;
    target.height = h;
    target.style.height = height + "px";
  }
  const context = target.getContext("2d");
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.clearRect(0, 0, width, height);
  context.font = fonts.small;
  context.textBaseline = "middle";
  return context;
}

function laneHeightFor(count) {
  for (const [limit, height] of [[4, 54], [8, 44], [16, 32], [32, 20], [64, 13]]) if (count <= limit) return height;
  return 9;
}

function layOut() {
  figure.left = 118;
  figure.right = Math.max(figure.left + 100, canvas.clientWidth - 10);
  figure.laneHeight = laneHeightFor(memberCount);
  const lanes = figure.laneHeight * memberCount;
  const start = figure.ribbonTop + figure.ribbonHeight + 8;
  // Many lanes would push the curves out of sight, so then the curves come first.
  if (memberCount <= 16) {
    figure.laneTop = start;
    figure.curveTop = start + lanes + 16;
    figure.height = figure.curveTop + curvesHeight();
  } else {
    figure.curveTop = start;
    figure.laneTop = start + curvesHeight() + 12;
    figure.height = figure.laneTop + lanes + 6;
  }
}

function x(time) { return figure.left + (time - view.from) / (view.to - view.from) * (figure.right - figure.left); }

function timeAtX(pixel) { return view.from + (pixel - figure.left) / (figure.right - figure.left) * (view.to - view.from); }

// The time under the pointer, or `null` beside the figure.
function timeAtPointer(event) {
  const pixel = event.clientX - canvas.getBoundingClientRect().left;
  return pixel < figure.left || pixel > figure.right ? null : timeAtX(pixel);
}

function drawFigure() {
  layOut();
  const context = prepare(canvas, canvas.clientWidth, figure.height);
  context.save();
  context.beginPath();
  context.rect(figure.left, 0, figure.right - figure.left, figure.height);
  context.clip();
  drawPhases(context);
  drawGrid(context);
  drawRibbon(context);
  drawLanes(context);
  drawOperations(context);
  drawMessages(context);
  drawCurves(context);
  drawKey(context);
  drawMoments(context);
  drawAxis(context);
  drawCursor(context);
  context.restore();
  drawLaneNames(context);
  drawCurveNames(context);
}

// MARK: Time

// A step of 1, 2 or 5 times a power of ten, so that marks are at least 90 pixels apart.
function tickStep() {
  const least = (view.to - view.from) / Math.max(1, (figure.right - figure.left) / 90);
  let step = 1;
  while (true) {
    for (const factor of [1, 2, 5]) if (step * factor >= least) return step * factor;
    step *= 10;
  }
}

function ticks() {
  const step = tickStep();
  const times = [];
  for (let time = Math.ceil(view.from / step) * step; time <= view.to; time += step) times.push(time);
  return { step, times };
}

function drawGrid(context) {
  context.fillStyle = colors.grid;
  for (const time of ticks().times) context.fillRect(Math.round(x(time)), 20, 1, figure.height);
}

function drawAxis(context) {
  const { step, times } = ticks();
  const digits = Math.max(0, 6 - Math.floor(Math.log10(step) + 1e-9));
  context.fillStyle = colors.quiet;
  context.textAlign = "center";
  for (const time of times) {
    const place = x(time);
    if (place < figure.left + 12 || place > figure.right - 18) continue;
    context.fillText(seconds(time, digits > 5 ? 6 : digits) + " s", place, 10);
  }
}

// The time in which the cluster comes to rest has another ground.
function drawPhases(context) {
  context.fillStyle = colors.settle;
  if (run.settling < run.end) context.fillRect(x(run.settling), 20, x(run.end) - x(run.settling), figure.height);
}

// MARK: The network

function drawRibbon(context) {
  const top = figure.ribbonTop + 18;
  for (let index = 0; index < run.ways.length; index += 1) {
    const ways = run.ways[index];
    const end = index + 1 < run.ways.length ? run.ways[index + 1].time : run.end;
    const blocked = ways.blocked.reduce(function (sum, targets) { return sum + targets.length; }, 0);
    const [begin, finish] = [Math.max(figure.left, x(ways.time)), Math.min(figure.right, x(end))];
    if (finish <= begin) continue;
    const isLossy = ways.loss > (run.ways[0] || ways).loss;
    if (!blocked && !isLossy) continue;
    context.fillStyle = blocked ? colors.cut : colors.suspect;
    context.globalAlpha = blocked ? 0.3 + 0.5 * blocked / Math.max(1, memberCount * (memberCount - 1)) : 0.45;
    context.fillRect(begin, top, finish - begin, 13);
    context.globalAlpha = 1;
    const words = [];
    if (blocked) words.push(blocked + (blocked === 1 ? " way is blocked" : " ways are blocked"));
    if (isLossy) words.push((ways.loss / 1e4).toFixed(1) + " % loss");
    label(context, words.join(", "), begin + 4, top + 7, finish - begin - 8, colors.ink);
  }
}

// Text that is left out when there is no room for it.
function label(context, text, left, middle, room, color) {
  if (room < 16) return;
  context.fillStyle = color;
  context.textAlign = "left";
  let shown = text;
  while (shown.length > 1 && context.measureText(shown).width > room) shown = shown.slice(0, -2) + "…";
  if (shown.length > 2 || shown === text) context.fillText(shown, left, middle);
}

// Faults and violations as lines through everything, with their text where there is room.
function drawMoments(context) {
  const marks = moments.filter(function (moment) { return moment.kind !== "death" && moment.time >= view.from && moment.time <= view.to; });
  marks.forEach(function (moment, index) {
    const place = Math.round(x(moment.time));
    const isViolation = moment.kind === "violation";
    context.fillStyle = isViolation ? colors.dead : colors.quiet;
    context.globalAlpha = isViolation ? 1 : 0.32;
    context.fillRect(isViolation ? Math.min(place, figure.right - 2) : place, 20, isViolation ? 2 : 1, figure.height);
    context.globalAlpha = 1;
    const next = marks[index + 1];
    const room = (next ? x(next.time) : figure.right) - place - 9;
    flag(context, place, figure.ribbonTop + 7, isViolation ? colors.dead : colors.ink);
    const text = isViolation ? "violated" : moment.text.replace(/^fault: /, "");
    label(context, text, place + 7, figure.ribbonTop + 7, room, isViolation ? colors.dead : colors.ink);
  });
}

function flag(context, place, middle, color) {
  context.fillStyle = color;
  context.beginPath();
  context.moveTo(place, middle - 4);
  context.lineTo(place + 5, middle);
  context.lineTo(place, middle + 4);
  context.fill();
}

// MARK: The cursor

function drawCursor(context) {
  if (view.selection) {
    const [one, other] = view.selection.map(x);
    context.fillStyle = colors.accent;
    context.globalAlpha = 0.16;
    context.fillRect(Math.min(one, other), 20, Math.abs(other - one), figure.height);
    context.globalAlpha = 1;
  }
  if (view.cursor === null || view.cursor < view.from || view.cursor > view.to) return;
  const place = Math.round(x(view.cursor));
  context.fillStyle = colors.accent;
  context.fillRect(place, 0, 1, figure.height);
  const text = seconds(view.cursor) + " s";
  const width = context.measureText(text).width + 10;
  const left = Math.min(Math.max(figure.left, place - width / 2), figure.right - width);
  context.beginPath();
  context.roundRect(left, 1, width, 18, 4);
  context.fill();
  context.fillStyle = colors.card;
  context.textAlign = "center";
  context.fillText(text, left + width / 2, 10);
}

// MARK: The overview

const overview = document.getElementById("overview");

function overviewX(time) { return figure.left + time / whole.to * (figure.right - figure.left); }

function overviewTime(event) {
  const pixel = event.clientX - overview.getBoundingClientRect().left;
  return Math.min(Math.max((pixel - figure.left) / (figure.right - figure.left) * whole.to, 0), whole.to);
}

function drawOverview() {
  const context = prepare(overview, overview.clientWidth, 46);
  const width = figure.right - figure.left;
  context.fillStyle = colors.grid;
  context.fillRect(figure.left, 4, width, 36);
  context.fillStyle = colors.settle;
  if (run.settling < run.end) context.fillRect(overviewX(run.settling), 4, overviewX(run.end) - overviewX(run.settling), 36);
  drawOverviewColumns(context);
  for (const moment of moments) {
    if (moment.kind === "death") continue;
    context.fillStyle = moment.kind === "violation" ? colors.dead : colors.quiet;
    context.fillRect(Math.min(overviewX(moment.time), figure.right - 2), 4, moment.kind === "violation" ? 3 : 1, moment.kind === "violation" ? 36 : 8);
  }
  const [begin, end] = [overviewX(view.from), Math.max(overviewX(view.to), overviewX(view.from) + 3)];
  context.fillStyle = colors.card;
  context.globalAlpha = 0.62;
  context.fillRect(figure.left, 4, begin - figure.left, 36);
  context.fillRect(end, 4, figure.right - end, 36);
  context.globalAlpha = 1;
  context.strokeStyle = colors.accent;
  context.lineWidth = 1.5;
  context.strokeRect(begin + 0.75, 4.75, end - begin - 1.5, 34.5);
  context.fillStyle = colors.quiet;
  context.textAlign = "left";
  context.fillText("whole run", 0, 15);
  context.fillText("requests, failed", 0, 30);
}

// Requests in grey and what failed of them in red, so that one sees where to look.
function drawOverviewColumns(context) {
  const totals = sampleTimes.map(function (time, at) { return clusterValue("requests", at) + clusterValue("unavailable", at); });
  const most = Math.max(1, ...totals);
  for (let at = 1; at < sampleTimes.length; at += 1) {
    const [begin, end] = [overviewX(sampleTimes[at - 1]), overviewX(sampleTimes[at])];
    const failed = clusterValue("failures", at) + clusterValue("unavailable", at);
    context.fillStyle = colors.gone;
    context.globalAlpha = 0.45;
    context.fillRect(begin, 40 - 28 * Math.min(1, totals[at] / most), end - begin + 0.4, 28 * Math.min(1, totals[at] / most));
    context.globalAlpha = 1;
    context.fillStyle = colors.dead;
    context.fillRect(begin, 40 - 28 * Math.min(1, failed / most), end - begin + 0.4, 28 * Math.min(1, failed / most));
  }
}

function attachOverview() {
  let begin = null;
  overview.addEventListener("pointerdown", function (event) {
    begin = overviewTime(event);
    overview.setPointerCapture(event.pointerId);
  });
  overview.addEventListener("pointermove", function (event) {
    if (begin === null) return;
    const now = overviewTime(event);
    if (Math.abs(now - begin) > whole.to * 0.004) show(Math.min(begin, now), Math.max(begin, now));
  });
  overview.addEventListener("pointerup", function (event) {
    const now = overviewTime(event);
    if (begin !== null && Math.abs(now - begin) <= whole.to * 0.004) {
      const length = view.to - view.from;
      show(now - length / 2, now + length / 2);
    }
    begin = null;
  });
}
