// One lane for each member: when it lived and stood still, what failed there, and what it believed about the others.

function laneY(member) { return figure.laneTop + member * figure.laneHeight; }

// The part of a lane that shows the process; below it lies a strip for what it believes.
function bandHeight() { return figure.laneHeight < 12 ? figure.laneHeight - 3 : figure.laneHeight - 6 - stripHeight(); }

function stripHeight() { return figure.laneHeight >= 40 ? 10 : figure.laneHeight >= 20 ? 6 : 2; }

function bandTop(member) { return laneY(member) + (figure.laneHeight < 12 ? 1 : 3); }

function bandMiddle(member) { return bandTop(member) + bandHeight() / 2; }

function memberAtY(pixel) {
  const member = Math.floor((pixel - figure.laneTop) / figure.laneHeight);
  return member >= 0 && member < memberCount ? member : -1;
}

let lanesDrawn = 0;

function drawLanes(context) {
  lanesDrawn = 0;
  for (let member = 0; member < memberCount; member += 1) {
    drawLives(context, member);
    drawCuts(context, member);
    drawFailures(context, member);
    drawBeliefs(context, member);
    drawChanges(context, member);
    lanesDrawn += 1;
  }
}

function drawLives(context, member) {
  const [top, height] = [bandTop(member), bandHeight()];
  context.fillStyle = colors.line;
  context.fillRect(figure.left, Math.round(top + height / 2), figure.right - figure.left, 1);
  for (const life of livesOf[member]) {
    const [begin, end] = [Math.max(figure.left - 8, x(life.begin)), Math.min(figure.right + 8, x(life.end))];
    if (end < figure.left || begin > figure.right) continue;
    context.fillStyle = colors["alive-soft"];
    context.beginPath();
    context.roundRect(begin, top, Math.max(1.5, end - begin), height, Math.min(4, height / 3));
    context.fill();
    context.fillStyle = colors.alive;
    if (x(life.begin) >= figure.left) context.fillRect(begin, top, 2, height);
    if (life.isOpen || x(life.end) > figure.right) continue;
    context.fillStyle = colors.dead;
    context.fillRect(end - 2, top, 2, height);
  }
  for (const pause of pausesOf[member]) hatch(context, pause, top, height);
}

function hatch(context, pause, top, height) {
  const [begin, end] = [Math.max(figure.left, x(pause.begin)), Math.min(figure.right, x(pause.end))];
  if (end <= begin) return;
  context.save();
  context.beginPath();
  context.rect(begin, top, Math.max(2, end - begin), height);
  context.clip();
  context.fillStyle = colors.suspect;
  context.globalAlpha = pause.kind === "slow" ? 0.12 : 0.28;
  context.fillRect(begin, top, Math.max(2, end - begin), height);
  context.globalAlpha = pause.kind === "slow" ? 0.45 : 0.85;
  context.strokeStyle = colors.suspect;
  context.lineWidth = 1.2;
  context.beginPath();
  for (let place = begin - height; place < end; place += pause.kind === "slow" ? 14 : 7) {
    context.moveTo(place, top + height);
    context.lineTo(place + height, top);
  }
  context.stroke();
  context.restore();
}

// A bar on top of the lane while some of the ways from or to the member are blocked.
function drawCuts(context, member) {
  const height = figure.laneHeight >= 20 ? 4 : 2;
  for (let index = 0; index < run.ways.length; index += 1) {
    const ways = run.ways[index];
    const end = index + 1 < run.ways.length ? run.ways[index + 1].time : run.end;
    if (end < view.from || ways.time > view.to) continue;
    const share = cutShare(ways, member);
    if (share === 0) continue;
    context.fillStyle = colors.cut;
    context.globalAlpha = 0.35 + 0.65 * share;
    context.fillRect(x(ways.time), bandTop(member), x(end) - x(ways.time), height);
    context.globalAlpha = 1;
  }
}

function cutShare(ways, member) {
  let count = ways.blocked[member].length;
  for (const targets of ways.blocked) if (targets.includes(member)) count += 1;
  return memberCount > 1 ? count / (2 * (memberCount - 1)) : 0;
}

// Failed operations of each sample as columns that stand on the floor of the lane.
function drawFailures(context, member) {
  const [floor, most] = [bandTop(member) + bandHeight(), bandHeight() * 0.7];
  const first = Math.max(1, sampleAt(view.from));
  const last = Math.min(sampleTimes.length - 1, sampleAt(view.to) + 1);
  context.fillStyle = colors.dead;
  // A column that is wide says little about the moments in it.
  const width = last > first ? x(sampleTimes[first + 1]) - x(sampleTimes[first]) : 0;
  const opacity = (figure.laneHeight < 12 ? 0.8 : 0.5) * Math.min(1, 60 / Math.max(1, width));
  context.globalAlpha = Math.max(0.1, opacity);
  for (let at = first; at <= last; at += 1) {
    const failures = memberValue("failures", member, at);
    if (failures === 0) continue;
    const height = Math.max(1.5, most * Math.min(1, Math.sqrt(failures / failureScale)));
    const begin = x(sampleTimes[at - 1]);
    context.fillRect(begin, floor - height, Math.max(1, x(sampleTimes[at]) - begin - 0.5), height);
  }
  context.globalAlpha = 1;
}

const failureScale = Math.max(8, run.samples.members.failures.reduce(function (most, one) { return Math.max(most, one); }, 0));

// How many of the others the member believes alive, suspected and dead: one strip, filled from below.
function drawBeliefs(context, member) {
  const height = stripHeight();
  const top = laneY(member) + figure.laneHeight - height - (figure.laneHeight < 12 ? 0 : 2);
  const first = sampleAt(view.from);
  const last = Math.min(sampleTimes.length - 1, sampleAt(view.to) + 1);
  for (let at = first; at <= last; at += 1) {
    if (memberValue("state", member, at) === 0) continue;
    // Whole pixels, so that neither gaps nor overlaps show.
    const begin = Math.round(x(sampleTimes[at]));
    const end = at + 1 < sampleTimes.length ? Math.round(x(sampleTimes[at + 1])) : figure.right;
    const [suspected, dead, alive] = [memberValue("suspected", member, at), memberValue("dead", member, at), memberValue("alive", member, at)];
    const part = function (count) { return count === 0 ? 0 : Math.max(2, Math.round(height * count / memberCount)); };
    let floor = top + height;
    for (const [count, color] of [[dead, colors.dead], [suspected, colors.suspect], [alive, colors.alive]]) {
      const share = Math.min(floor - top, part(count));
      context.fillStyle = color;
      context.globalAlpha = color === colors.alive ? 0.5 : 1;
      context.fillRect(begin, floor - share, end - begin, share);
      context.globalAlpha = 1;
      floor -= share;
    }
  }
}

const viewsOf = perMember(views, "observer");

// The exact moments at which the member changed its mind.
function drawChanges(context, member) {
  if (figure.laneHeight < 12) return;
  const [top, height] = [laneY(member) + figure.laneHeight - stripHeight() - 6, stripHeight() + 5];
  const list = viewsOf[member];
  const [first, last] = [lowerBound(list, view.from), lowerBound(list, view.to)];
  for (let index = first; index < last; index += 1) {
    const change = list[index];
    // Where lanes are thin or changes many, only what is worse stands out.
    if (last - first > 60 && (change.state === 0 || (figure.laneHeight < 20 && change.state === 1))) continue;
    context.fillStyle = [colors.alive, colors.suspect, colors.dead, colors.gone][change.state];
    context.fillRect(Math.round(x(change.time)), top, figure.laneHeight < 20 ? 1 : 2, height);
  }
}

function drawLaneNames(context) {
  context.textAlign = "left";
  const step = figure.laneHeight < 12 ? 2 : 1;
  const sample = view.cursor === null ? -1 : sampleAt(view.cursor);
  for (let member = 0; member < memberCount; member += step) {
    const middle = bandMiddle(member);
    context.font = (figure.laneHeight < 20 ? "" : "600 ") + fonts.small;
    context.fillStyle = colors.ink;
    context.fillText(run.members[member], 0, middle);
    context.font = fonts.small;
    if (figure.laneHeight < 20) continue;
    context.fillStyle = colors.quiet;
    context.fillText(laneWords(member, sample), 22, middle);
  }
}

// What a lane says beside its name, at the cursor.
function laneWords(member, sample) {
  if (sample < 0) return livesOf[member].length === 1 ? "1 life" : livesOf[member].length + " lives";
  if (memberValue("state", member, sample) === 0) return "down";
  return memberValue("settledSlots", member, sample) + "/" + memberValue("ownedSlots", member, sample);
}
