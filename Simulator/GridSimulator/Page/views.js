// Who sees whom, and how every member is, at one time.

const matrix = document.getElementById("matrix");
const stateNames = ["alive", "suspected", "dead", "gone on purpose"];
let matrixState = null;
let matrixCell = 0;

// The time that the side panels are about.
function panelTime() { return view.cursor === null ? view.to : view.cursor; }

function lifeAt(member, time) {
  let current = null;
  for (const life of livesOf[member]) if (life.begin <= time && (time < life.end || life.isOpen)) current = life;
  return current;
}

// For each observer what it believes of each member and since when; `null` for a process that does not run.
function viewsAt(time) {
  return run.members.map(function (name, observer) {
    const life = lifeAt(observer, time);
    if (!life) return null;
    const row = run.members.map(function () { return null; });
    row[observer] = { state: 0, since: life.begin };
    const list = viewsOf[observer];
    for (let index = lowerBound(list, life.begin); index < list.length && list[index].time <= time; index += 1) {
      row[list[index].subject] = { state: list[index].state, since: list[index].time };
    }
    return row;
  });
}

function drawMatrix() {
  const time = panelTime();
  document.getElementById("matrix-time").textContent = "at " + seconds(time) + " s";
  matrixState = viewsAt(time);
  const names = memberCount <= 30 ? 26 : 0;
  const width = matrix.clientWidth;
  matrixCell = Math.min(24, (width - names) / memberCount);
  const size = matrixCell * memberCount;
  const context = prepare(matrix, width, size + (names ? 18 : 2));
  const top = names ? 18 : 2;
  const gap = matrixCell > 6 ? 1 : 0;
  matrixState.forEach(function (row, observer) {
    run.members.forEach(function (name, subject) {
      const belief = row && row[subject];
      context.fillStyle = !row ? colors.grid : !belief ? colors.unknown : [colors.alive, colors.suspect, colors.dead, colors.gone][belief.state];
      context.globalAlpha = belief && belief.state === 0 ? (observer === subject ? 0.35 : 0.8) : 1;
      context.fillRect(names + subject * matrixCell, top + observer * matrixCell, matrixCell - gap, matrixCell - gap);
      context.globalAlpha = 1;
    });
  });
  if (!names) return describeMatrix();
  context.fillStyle = colors.quiet;
  context.font = (matrixCell < 12 ? "9px" : "11px") + fonts.small.slice(4);
  run.members.forEach(function (name, member) {
    context.textAlign = "center";
    context.fillText(name, names + (member + 0.5) * matrixCell, 9);
    context.textAlign = "right";
    context.fillText(name, names - 6, top + (member + 0.5) * matrixCell);
  });
  describeMatrix();
}

// The matrix in words: only what is not as it should be.
function describeMatrix() {
  const sentences = [];
  run.members.forEach(function (name, subject) {
    for (const state of [2, 1]) {
      const observers = run.members.filter(function (other, observer) {
        const belief = matrixState[observer] && matrixState[observer][subject];
        return belief && belief.state === state;
      });
      if (observers.length) sentences.push(name + " is " + stateNames[state] + " for " + few(observers));
    }
  });
  document.getElementById("matrix-text").textContent =
    sentences.length > 6 ? sentences.slice(0, 6).join("; ") + "; " + (sentences.length - 6) + " more" : sentences.join("; ") || "Nobody is suspected or dead in anybody's view.";
}

function few(names) { return names.length > 6 ? names.slice(0, 5).join(" ") + " and " + (names.length - 5) + " more" : names.join(" "); }

function matrixWords(event) {
  const box = matrix.getBoundingClientRect();
  const names = memberCount <= 30 ? 26 : 0;
  const subject = Math.floor((event.clientX - box.left - names) / matrixCell);
  const observer = Math.floor((event.clientY - box.top - (names ? 18 : 2)) / matrixCell);
  if (!matrixState || subject < 0 || observer < 0 || subject >= memberCount || observer >= memberCount) return null;
  const row = matrixState[observer];
  const [who, whom] = [run.members[observer], run.members[subject]];
  if (!row) return who + " is down";
  if (!row[subject]) return who + " does not know " + whom;
  return who + " sees " + whom + " as " + stateNames[row[subject].state] + "\nsince " + seconds(row[subject].since) + " s";
}

// MARK: The table

const columns = [
  ["", "the member", function (member) { return run.members[member]; }],
  ["sees", "how many it believes alive, suspected, dead", function (member, at) {
    return ["alive", "suspected", "dead"].map(function (measure) { return memberValue(measure, member, at); }).join("·");
  }],
  ["slots", "settled of owned slots", function (member, at) {
    const [settled, owned] = [memberValue("settledSlots", member, at), memberValue("ownedSlots", member, at)];
    return settled === owned ? owned : settled + "/" + owned;
  }],
  ["waiting", "keys and whole slots in its outboxes", function (member, at) {
    const slots = memberValue("waitingSlots", member, at);
    return memberValue("waitingKeys", member, at) + (slots ? "+" + slots + "s" : "");
  }],
  ["entries", "entries with a value", function (member, at) { return memberValue("entries", member, at); }],
  ["req", "requests in the half second before", function (member, at) { return memberValue("requests", member, at); }],
  ["fail", "failed operations in the half second before", function (member, at) { return memberValue("failures", member, at); }],
];

function drawMembers() {
  const at = sampleAt(panelTime());
  document.getElementById("members-time").textContent = sampleTimes.length ? "at " + seconds(sampleTimes[at], 1) + " s" : "";
  const table = document.getElementById("members");
  const head = make("tr");
  for (const [title, about] of columns) head.append(make("th", { textContent: title, title: about, scope: "col" }));
  const rows = run.members.map(function (name, member) {
    const state = sampleTimes.length ? memberValue("state", member, at) : 0;
    const row = make("tr", { className: ["down", "", "paused"][state] });
    columns.forEach(function ([, about, value], index) {
      row.append(make("td", { textContent: state === 0 && index > 0 ? (index === 1 ? "down" : "") : value(member, at) }));
    });
    return row;
  });
  table.replaceChildren(make("thead"), make("tbody"));
  table.tHead.append(head);
  table.tBodies[0].append(...rows);
}

// What a lane says at a time, for the tooltip.
function laneTip(member, time) {
  const name = run.members[member];
  const at = sampleAt(time);
  const life = lifeAt(member, time);
  if (!life) return name + " is down at " + seconds(time) + " s";
  const lines = [name + " at " + seconds(time) + " s, life " + life.life];
  const pause = pausesOf[member].find(function (one) { return one.begin <= time && time < one.end; });
  if (pause) lines.push((pause.kind === "slow" ? "is slow from " : "stands still from ") + seconds(pause.begin) + " to " + seconds(pause.end) + " s");
  lines.push("sees " + memberValue("alive", member, at) + " alive, " + memberValue("suspected", member, at) + " suspected, " + memberValue("dead", member, at) + " dead");
  lines.push("settled in " + memberValue("settledSlots", member, at) + " of " + memberValue("ownedSlots", member, at) + " owned slots");
  lines.push(memberValue("waitingKeys", member, at) + " keys and " + memberValue("waitingSlots", member, at) + " slots wait in its outboxes");
  lines.push(memberValue("entries", member, at) + " entries, " + bytes(memberValue("storeBytes", member, at)) + ", " + memberValue("evictions", member, at) + " evicted");
  lines.push(memberValue("requests", member, at) + " requests, " + memberValue("failures", member, at) + " failed");
  const ways = waysAt(time);
  if (ways) {
    const outbound = ways.blocked[member].map(function (target) { return run.members[target]; });
    const inbound = run.members.filter(function (other, source) { return ways.blocked[source].includes(member); });
    if (outbound.length) lines.push("does not reach " + few(outbound));
    if (inbound.length) lines.push("is not reached by " + few(inbound));
  }
  return lines.join("\n");
}
