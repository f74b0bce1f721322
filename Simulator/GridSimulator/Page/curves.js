// What is true of the whole cluster, as curves over the same time.

function ratio(part, whole) { return whole === 0 ? null : part / whole; }

function perSecond(measure) {
  return function (at) {
    const length = (sampleTimes[at] - sampleTimes[at - 1]) / 1e6;
    return at === 0 || length <= 0 ? 0 : clusterValue(measure, at) / length;
  };
}

function plain(measure) { return function (at) { return clusterValue(measure, at); }; }

const percent = function (value) { return (value * 100).toFixed(value > 0.995 || value < 0.005 ? 0 : 1) + " %"; };
const whole10 = function (value) { return value >= 1e4 ? (value / 1e3).toFixed(1) + "k" : String(Math.round(value * 10) / 10); };
const milliseconds = function (value) { return value >= 1000 ? (value / 1000).toFixed(1) + " s" : Math.round(value) + " ms"; };

// Each curve: a title, what it means, its lines, and how to write a value.
const curves = [
  { title: "Failed", about: "failed operations per second; paler: requests that found no process", format: whole10, least: 5,
    lines: [{ color: "suspect", value: perSecond("unavailable"), name: "no process" }, { color: "dead", value: perSecond("failures"), name: "failed" }] },
  { title: "Hit ratio", about: "hits among the reads that were answered", format: percent, most: 1,
    lines: [{ color: "alive", name: "hits", value: function (at) { return ratio(clusterValue("hits", at), clusterValue("hits", at) + clusterValue("misses", at)); } }] },
  { title: "Lag", about: "age of the oldest acknowledged change that an owner of its key lacks", format: milliseconds, least: 100,
    lines: [{ color: "data", value: plain("lag"), name: "oldest" }] },
  { title: "Uneven keys", about: "keys with such a change", format: whole10, least: 5,
    lines: [{ color: "data", value: plain("unevenKeys"), name: "keys" }] },
  { title: "Outboxes", about: "keys, and paler whole slots, that wait for their owners", format: whole10, least: 10,
    lines: [{ color: "gone", value: plain("waitingSlots"), name: "slots" }, { color: "accent", value: plain("waitingKeys"), name: "keys" }] },
  { title: "Views", about: "different views of the membership; 1 is agreement", format: whole10, least: 2, isStepped: true,
    lines: [{ color: "suspect", value: plain("views"), name: "views" }] },
  { title: "Messages", about: "messages per second", format: whole10, least: 10,
    lines: [{ color: "control", value: perSecond("sentMessages"), name: "messages" }] },
];
const curveHeight = 44;
const curveGap = 9;

function curvesHeight() { return curves.length * (curveHeight + curveGap); }

function curveTop(index) { return figure.curveTop + index * (curveHeight + curveGap); }

function curveAtY(pixel) {
  const index = Math.floor((pixel - figure.curveTop) / (curveHeight + curveGap));
  return curves[index] || null;
}

function scaleOf(curve, first, last) {
  if (curve.most) return curve.most;
  let most = curve.least;
  for (let at = first; at <= last; at += 1) for (const line of curve.lines) most = Math.max(most, line.value(at) || 0);
  return most;
}

function drawCurves(context) {
  const first = Math.max(0, sampleAt(view.from) - 1);
  const last = Math.min(sampleTimes.length - 1, sampleAt(view.to) + 1);
  curves.forEach(function (curve, index) {
    const top = curveTop(index);
    curve.scale = scaleOf(curve, first, last);
    context.fillStyle = colors.line;
    context.fillRect(figure.left, top + curveHeight, figure.right - figure.left, 1);
    for (const line of curve.lines) drawLine(context, curve, line, top, first, last);
  });
}

function drawLine(context, curve, line, top, first, last) {
  const floor = top + curveHeight;
  const y = function (value) { return floor - (curveHeight - 3) * Math.min(1, value / curve.scale); };
  const runs = [];
  let points = null;
  for (let at = first; at <= last; at += 1) {
    const value = line.value(at);
    if (value === null) { points = null; continue; }
    if (!points) runs.push(points = []);
    if (curve.isStepped && points.length) points.push([x(sampleTimes[at]), points[points.length - 1][1]]);
    points.push([x(sampleTimes[at]), y(value)]);
  }
  context.strokeStyle = context.fillStyle = colors[line.color];
  context.lineWidth = 1.5;
  context.lineJoin = "round";
  for (const run of runs) {
    context.beginPath();
    run.forEach(function ([px, py], index) { if (index) context.lineTo(px, py); else context.moveTo(px, py); });
    context.stroke();
    context.lineTo(run[run.length - 1][0], floor);
    context.lineTo(run[0][0], floor);
    context.globalAlpha = 0.14;
    context.fill();
    context.globalAlpha = 1;
  }
}

function drawCurveNames(context) {
  context.textAlign = "left";
  const at = view.cursor === null ? -1 : sampleAt(view.cursor);
  curves.forEach(function (curve, index) {
    const top = curveTop(index);
    context.font = "600 " + fonts.small;
    context.fillStyle = colors.ink;
    context.fillText(curve.title, 0, top + 8);
    context.font = fonts.small;
    const main = curve.lines[curve.lines.length - 1];
    const value = at < 0 ? null : main.value(at);
    if (value !== null && value !== undefined) {
      context.fillStyle = colors[main.color];
      context.fillText(curve.format(value), 0, top + 24);
    }
    context.fillStyle = colors.quiet;
    context.textAlign = "right";
    context.fillText(curve.format(curve.scale), figure.left - 6, top + 5);
    context.textAlign = "left";
  });
}

function curveWords(curve, time) {
  const at = sampleAt(time);
  const values = curve.lines.map(function (line) {
    const value = line.value(at);
    return line.name + ": " + (value === null ? "none" : curve.format(value));
  });
  return curve.title + " at " + seconds(sampleTimes[at]) + " s\n" + values.reverse().join("\n") + "\n" + curve.about;
}
