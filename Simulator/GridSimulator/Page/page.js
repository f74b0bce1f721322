// Puts the parts together, and says on the body what was drawn, so that a test can look.

function drawHead() {
  document.body.classList.add(run.passed ? "passed" : "failed");
  document.getElementById("verdict").textContent = run.passed ? "PASSED" : "FAILED";
  document.getElementById("scenario").textContent = run.scenario;
  document.getElementById("seed").textContent = "seed " + run.seed;
  document.getElementById("summary").textContent = run.summary;
  document.getElementById("replay").textContent = run.replay;
  const facts = [
    ["Cluster", run.cluster], ["Virtual time", seconds(run.end, 1) + " s"], ["Events", run.events.toLocaleString("en")],
    ["Converged", run.converged === null ? "never for good" : span(run.converged) + " after the last fault"], ["Digest", run.digest],
  ];
  for (const [term, text] of facts) {
    const pair = make("div");
    pair.append(make("dt", { textContent: term }), make("dd", { textContent: text }));
    document.getElementById("facts").append(pair);
  }
  const copy = document.getElementById("copy");
  copy.addEventListener("click", function () {
    const chosen = document.createRange();
    chosen.selectNodeContents(document.getElementById("replay"));
    getSelection().removeAllRanges();
    getSelection().addRange(chosen);
    copy.textContent = document.execCommand("copy") ? "Copied" : "Selected";
  });
}

function drawViolations() {
  const box = document.getElementById("violations");
  box.hidden = run.violations.length === 0;
  for (const violation of run.violations) {
    const button = make("button", { type: "button" });
    button.append(make("strong", { textContent: "Violated: " + violation.rule }),
      make("span", { textContent: "at " + seconds(violation.time) + " s: " + violation.text }));
    button.addEventListener("click", function () {
      select({ kind: "event", item: events.find(function (event) { return event.kind === "violation" && event.time === violation.time; }) });
      center(violation.time, 6e6);
    });
    box.append(button);
  }
}

function drawFoot() {
  const left = [leftOut("messages", run.messages), leftOut("operations", run.operations)];
  if (run.viewCount > views.length) left.push("Of " + run.viewCount + " changes of views the first " + views.length + " are here.");
  const lines = [
    "Keys: + and − zoom, ← and → move, 0 shows everything, n and p go to the next and previous fault or death, Esc clears. The wheel zooms, dragging moves, dragging with Shift chooses a part.",
    "A lane shows the lives of a member, hatched while it stands still and lightly hatched while it is slow, with a bar on top while ways from or to it are blocked, and red columns for operations that failed there. The strip below is what it believes of all members: alive, suspected, dead. Beside the name: its settled and its owned slots at the cursor.",
    "With a key chosen, diamonds are the operations on it: full ones change it, empty ones read it.",
    "A message is what one member wrote to another one at once. It arrives with its last byte; a dashed one did not arrive before the end. Curves and tables are sampled every half second.",
  ];
  for (const text of lines.concat(left.filter(Boolean))) document.getElementById("foot").append(make("p", { textContent: text }));
}

// What the page does not hold, in words.
function leftOut(name, list) {
  if (list.kept === list.total) return "All " + list.total.toLocaleString("en") + " " + name + " are here.";
  const where = list.radius < 0 ? "those of the chosen time" : "those within " + span(list.radius) + " of faults, deaths and the end of the run";
  return "Of " + list.total.toLocaleString("en") + " " + name + " " + list.kept.toLocaleString("en") + " are here: " + where + ".";
}

function drawHint() {
  const parts = [];
  if (drawnMessages.length === 0 && messageCountInView > 0) parts.push(messageCountInView.toLocaleString("en") + " messages in this range: zoom in to see them.");
  if (run.messages.kept < run.messages.total) parts.push(leftOut("messages", run.messages));
  document.getElementById("hint").textContent = parts.join(" ");
  document.getElementById("range").textContent = seconds(view.from) + " to " + seconds(view.to) + " s (" + span(view.to - view.from) + ")";
}

function drawAll() {
  readColors();
  drawFigure();
  drawOverview();
  drawMatrix();
  drawMembers();
  drawList();
  drawHint();
  sayWhatWasDrawn();
}

function sayWhatWasDrawn() {
  const said = document.body.dataset;
  said.lanes = lanesDrawn;
  said.samples = sampleTimes.length;
  said.events = events.length;
  said.messages = messages.length;
  said.keyOperations = keyOperations.length;
  said.drawnMessages = drawnMessages.length;
  said.drawnOperations = drawnOperations.length;
  said.from = seconds(view.from);
  said.to = seconds(view.to);
  said.verdict = run.passed ? "passed" : "failed";
}

function attachAll() {
  const press = {
    in: function () { zoom(0.5); }, out: function () { zoom(2); }, left: function () { pan(-0.3); },
    right: function () { pan(0.3); }, all: function () { show(whole.from, whole.to); },
    previous: function () { stepToMoment(-1); }, next: function () { stepToMoment(1); },
  };
  for (const id of Object.keys(press)) document.getElementById(id).addEventListener("click", press[id]);
  attachHands(canvas, timeAtPointer, hoverFigure, pickFigure);
  attachOverview();
  matrix.addEventListener("pointermove", function (event) {
    const words = matrixWords(event);
    if (words) showTip(event, words); else hideTip();
  });
  matrix.addEventListener("pointerleave", hideTip);
  window.addEventListener("resize", redraw);
  window.addEventListener("hashchange", function () { readRange(); redraw(); });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
}

document.body.dataset.error = "";
window.addEventListener("error", function (event) { document.body.dataset.error = event.message; });
drawHead();
drawViolations();
drawFoot();
buildFilters();
attachAll();
attachKey();
readRange();
drawAll();
