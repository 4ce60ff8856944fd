// What is typed between the key that opens a box and the moment at which the box's own field has the focus.
const LONGEST_WAIT_MS = 5000;

let ahead = null;
let since = 0;

// From now on keys are kept for the box; not when one is open already.
export function keepForBox() {
  if (document.querySelector("[cmdk-input]")) return;
  ahead = ahead ?? "";
  since = Date.now();
}

// The box's field has the focus: what was typed for it so far.
export function takeTypedAhead() {
  const typed = ahead ?? "";
  ahead = null;
  return typed;
}

// Keep one key; whether it was kept. Escape, or a box that does not come, gives the keys back to the page;
// what is typed into a locked screen is no search.
export function keepKey(event) {
  if (ahead === null || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return false;
  if (event.key === "Escape" || event.target?.type === "password" || Date.now() - since > LONGEST_WAIT_MS) {
    ahead = null;
    return false;
  }
  if (event.key === "Backspace") ahead = ahead.slice(0, -1);
  else if (event.key.length === 1) ahead += event.key;
  return true;
}

// A press elsewhere is for what it hits.
export function giveUpBox() {
  ahead = null;
}
