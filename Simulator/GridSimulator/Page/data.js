// The run as the page was given it, with its flat lists unfolded. Times are microseconds everywhere.

const run = JSON.parse(document.getElementById("run").textContent);
const memberCount = run.members.length;

// Messages, in the order in which they were sent.
const messages = unfold(run.messages, 7, function (row) {
  return { travel: row[1], from: row[2], to: row[3], machine: row[4], bytes: row[5], text: run.messages.texts[row[6]] };
});

// Operations, in the order in which they began.
const operations = unfold(run.operations, 8, function (row) {
  const texts = run.operations.texts;
  return {
    travel: row[1], number: row[2], member: row[3], kind: texts[row[4]], key: row[5], outcome: row[6],
    answer: texts[row[7]],
  };
});

// What somebody came to believe: 0 alive, 1 suspected, 2 dead, 3 gone.
const views = [];
for (let at = 0; at < run.views.length; at += 4) {
  views.push({ time: run.views[at], observer: run.views[at + 1], subject: run.views[at + 2], state: run.views[at + 3] });
}

const lives = [];
const pauses = [];
for (const [kind, member, life, begin, end] of run.spans) {
  (kind === "life" ? lives : pauses).push({ kind, member, life, begin, end: end < 0 ? run.end : end, isOpen: end < 0 });
}

const events = run.timeline.map(function ([time, kind, member, text]) { return { time, kind, member, text }; });
for (const violation of run.violations) {
  events.push({ time: violation.time, kind: "violation", member: -1, text: violation.rule + ": " + violation.text });
}
events.sort(function (left, right) { return left.time - right.time; });

// The moments a person steps through: faults, violations, and the first of several deaths at once.
const moments = [];
for (const event of events) {
  const last = moments[moments.length - 1];
  if (!["fault", "death", "violation"].includes(event.kind)) continue;
  if (event.kind === "death" && last && last.kind === "death" && event.time - last.time < 2e6) continue;
  moments.push(event);
}

// Each kind of span per member, so that drawing a lane need not look at the others.
function perMember(items, key) {
  const lists = run.members.map(function () { return []; });
  for (const item of items) if (item[key] >= 0) lists[item[key]].push(item);
  return lists;
}

// Half of all messages were on the way for at least this long.
const usualTravel = medianTravel();

function medianTravel() {
  const travels = messages.filter(function (message) { return message.travel >= 0; }).map(function (message) { return message.travel; });
  travels.sort(function (left, right) { return left - right; });
  return travels.length ? travels[travels.length >> 1] : 0;
}

const livesOf = perMember(lives, "member");
const pausesOf = perMember(pauses, "member");
const eventsOf = perMember(events, "member");
const operationsOf = perMember(operations, "member");

// Turns rows of numbers into objects; the first number of a row is the time since the row before.
function unfold(list, width, make) {
  const items = [];
  let time = 0;
  for (let at = 0; at < list.rows.length; at += width) {
    const item = make(list.rows.slice(at, at + width));
    time += list.rows[at];
    item.time = time;
    item.end = item.travel < 0 ? -1 : time + item.travel;
    items.push(item);
  }
  return items;
}

// The first index whose item is not before `time`; items are sorted.
function lowerBound(items, time) {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (items[middle].time < time) low = middle + 1; else high = middle;
  }
  return low;
}

// The value of a measure of a member at a sample.
const sampleTimes = run.samples.times;

function memberValue(measure, member, sample) {
  return run.samples.members[measure][member * sampleTimes.length + sample];
}

function clusterValue(measure, sample) { return run.samples.cluster[measure][sample]; }

// The last sample that is not after `time`, or 0.
function sampleAt(time) {
  let low = 0;
  let high = sampleTimes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sampleTimes[middle] <= time) low = middle + 1; else high = middle;
  }
  return Math.max(0, low - 1);
}

// Which ways are blocked at `time`: the last change that is not after it.
function waysAt(time) {
  let current = null;
  for (const ways of run.ways) {
    if (ways.time > time) break;
    current = ways;
  }
  return current;
}

function machineName(index) { return index === 0 ? "control plane" : "data plane " + (index - 1); }

function seconds(time, digits) { return (time / 1e6).toFixed(digits === undefined ? 3 : digits); }

// A length of time with a unit that fits.
function span(time) {
  if (time < 1000) return Math.round(time) + " µs";
  if (time < 1e6) return (time / 1000).toFixed(time < 1e4 ? 2 : time < 1e5 ? 1 : 0) + " ms";
  return (time / 1e6).toFixed(time < 1e7 ? 2 : 1) + " s";
}

function bytes(count) {
  if (count < 1024) return count + " B";
  return count < 1 << 20 ? (count / 1024).toFixed(1) + " KiB" : (count / (1 << 20)).toFixed(1) + " MiB";
}
