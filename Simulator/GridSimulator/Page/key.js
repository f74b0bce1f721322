// One key: its operations at any zoom, as marks in the lanes and in the list of events.

let keyOperations = [];
const keyInput = document.getElementById("key");

// The key that a violation is about, if its text names one.
function violatedKey() {
  for (const violation of run.violations) {
    const found = /\bkey-(\d+)/.exec(violation.text);
    if (found) return found[1];
  }
  return "";
}

function chooseKey(text) {
  const number = /^(?:key-)?(\d+)$/.exec(text.trim());
  const key = number ? Number(number[1]) : -1;
  keyOperations = operations.filter(function (operation) { return operation.key === key; });
  listed = "";
  redraw();
}

// The operations on the key as events of the list.
function keyEvents() {
  return keyOperations.map(function (operation) {
    const after = operation.travel < 0 ? "" : " after " + span(operation.travel);
    return {
      time: operation.time, kind: "operation", member: operation.member, operation,
      text: "operation " + operation.number + ", " + operation.kind + " of key-" + operation.key + " at " + run.members[operation.member] + ": " + operation.answer + after,
    };
  });
}

// Full diamonds change the key, empty ones read it; the colour tells how it ended.
function drawKey(context) {
  for (const operation of keyOperations) {
    if (operation.time < view.from || operation.time > view.to) continue;
    const [left, top] = [x(operation.time), bandTop(operation.member) + 4];
    const size = figure.laneHeight < 20 ? 3 : 4.5;
    context.beginPath();
    context.moveTo(left, top - size);
    context.lineTo(left + size, top);
    context.lineTo(left, top + size);
    context.lineTo(left - size, top);
    context.closePath();
    context.strokeStyle = context.fillStyle = [colors.alive, colors.gone, colors.dead, colors.suspect][operation.outcome];
    if (operation.kind === "read") context.fillStyle = colors.card;
    context.lineWidth = 1.5;
    context.fill();
    context.stroke();
  }
}

function attachKey() {
  keyInput.value = violatedKey();
  keyInput.addEventListener("input", function () { chooseKey(keyInput.value); });
  chooseKey(keyInput.value);
}
