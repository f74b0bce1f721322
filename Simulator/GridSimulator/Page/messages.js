// Messages as lines between lanes, operations as bars in them, and what lies under the pointer.

const drawnMessageLimit = 2500;
const drawnOperationLimit = 4000;
const slowAfter = 2e6;
const slowMessages = messages.filter(function (message) { return message.travel > slowAfter || message.travel < 0; });
const slowOperations = operations.filter(function (operation) { return operation.travel > slowAfter; });
let drawnMessages = [];
let drawnOperations = [];
let messageCountInView = 0;

// What is under way at some time of the view; `slow` are those that may have begun long before.
function inView(items, slow) {
  const found = [];
  for (const item of slow) {
    if (item.time < view.from - slowAfter && item.end >= view.from) found.push(item);
  }
  for (let index = lowerBound(items, view.from - slowAfter); index < items.length; index += 1) {
    const item = items[index];
    if (item.time > view.to) break;
    if (item.time >= view.from || item.end >= view.from) found.push(item);
  }
  return found;
}

function drawMessages(context) {
  const found = inView(messages, slowMessages);
  messageCountInView = found.length;
  // Lines that begin and end in the same pixel hide more than they show.
  const isWide = usualTravel / (view.to - view.from) * (figure.right - figure.left) >= 0.4 || found.length <= 60;
  drawnMessages = found.length <= drawnMessageLimit && isWide ? found : [];
  context.lineWidth = 1.1;
  const opacity = Math.max(0.22, Math.min(0.9, 260 / Math.max(1, drawnMessages.length)));
  for (const message of drawnMessages) drawMessage(context, message, opacity);
  if (selected && selected.kind === "message") {
    context.lineWidth = 2.5;
    drawMessage(context, selected.item, 1);
  }
}

// Where a line begins and ends; what never arrived ends on its way.
function ends(message) {
  const [top, bottom] = [bandMiddle(message.from), bandMiddle(message.to)];
  if (message.travel >= 0) return [x(message.time), top, x(message.end), bottom];
  return [x(message.time), top, x(message.time) + 14, top + (bottom - top) * 0.4];
}

function drawMessage(context, message, opacity) {
  const [x1, y1, x2, y2] = ends(message);
  const isLost = message.travel < 0;
  context.globalAlpha = isLost ? Math.min(1, opacity + 0.2) : opacity;
  context.strokeStyle = context.fillStyle = isLost ? colors.dead : message.machine === 0 ? colors.control : colors.data;
  context.setLineDash(isLost ? [3, 3] : []);
  context.beginPath();
  context.moveTo(x1, y1);
  context.lineTo(x2, y2);
  context.stroke();
  context.setLineDash([]);
  context.beginPath();
  if (isLost) {
    context.moveTo(x2 - 3, y2 - 3);
    context.lineTo(x2 + 3, y2 + 3);
    context.moveTo(x2 + 3, y2 - 3);
    context.lineTo(x2 - 3, y2 + 3);
    context.stroke();
  } else {
    context.arc(x2, y2, 2, 0, 7);
    context.fill();
  }
  context.globalAlpha = 1;
}

// MARK: Operations

function operationRow(operation) {
  const rows = Math.max(1, Math.floor(bandHeight() * 0.45 / 4));
  return bandTop(operation.member) + 5 + (operation.number % rows) * 4;
}

function drawOperations(context) {
  drawnOperations = [];
  if (figure.laneHeight < 20) return;
  const found = inView(operations, slowOperations);
  if (found.length > drawnOperationLimit) return;
  drawnOperations = found;
  for (const operation of found) drawOperation(context, operation, selected && selected.item === operation);
}

function drawOperation(context, operation, isSelected) {
  const begin = x(operation.time);
  const length = Math.max(2, operation.travel < 0 ? 2 : x(operation.end) - begin);
  context.fillStyle = [colors.alive, colors.gone, colors.dead, colors.suspect][operation.outcome];
  context.globalAlpha = isSelected ? 1 : 0.75;
  context.fillRect(begin, operationRow(operation), length, isSelected ? 5 : 3);
  context.globalAlpha = 1;
}

// MARK: Picking

// What lies nearest to a point, at most a few pixels away.
function pickAt(px, py) {
  let best = null;
  let distance = 7;
  const offer = function (kind, item, away) {
    if (away < distance) {
      distance = away;
      best = { kind, item };
    }
  };
  if (py < figure.ribbonTop + figure.ribbonHeight) {
    for (const moment of moments) if (moment.kind !== "death") offer("event", moment, Math.abs(x(moment.time) - px));
    return best;
  }
  for (const operation of keyOperations) {
    offer("operation", operation, Math.hypot(x(operation.time) - px, bandTop(operation.member) + 4 - py) - 1);
  }
  for (const message of drawnMessages) offer("message", message, distanceToLine(px, py, ends(message)) + 1);
  for (const operation of drawnOperations) {
    const begin = x(operation.time);
    const end = operation.travel < 0 ? begin + 2 : Math.max(begin + 2, x(operation.end));
    const away = Math.max(begin - px, 0, px - end) + Math.abs(operationRow(operation) + 1.5 - py);
    offer("operation", operation, away + 0.5);
  }
  const member = memberAtY(py);
  if (member < 0) return best;
  for (const event of eventsOf[member]) {
    if (event.time < view.from || event.time > view.to || (event.kind !== "view" && event.kind !== "death")) continue;
    if (py > bandTop(member) + bandHeight() - 2) offer("event", event, Math.abs(x(event.time) - px));
  }
  return best;
}

function distanceToLine(px, py, [x1, y1, x2, y2]) {
  const [dx, dy] = [x2 - x1, y2 - y1];
  const length = dx * dx + dy * dy;
  const share = length === 0 ? 0 : Math.min(1, Math.max(0, ((px - x1) * dx + (py - y1) * dy) / length));
  return Math.hypot(px - x1 - share * dx, py - y1 - share * dy);
}
