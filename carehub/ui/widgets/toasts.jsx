import { useEffect, useRef } from "react";
import { Toaster as Sonner, toast } from "sonner";

const SHOWN_MS = 10000;
// Reflex shows its connection troubles in a toaster of its own; without a name ours would show twice.
const OURS = "toasts";
const TYPED_IN = "input, textarea, select, [contenteditable]";
// When each toast came up, or GONE. Kept over a change of page: what stood there stands on, what went stays away.
const cameUp = new Map();
const GONE = -Infinity;

// Shows each toast of the list once; sonner pauses it on hover and focus and reads it out.
export function Toaster({ toasts, onUndo }) {
  const seen = useRef(new Set());
  const standing = useRef([]); // ids of toasts on the screen that can be undone, newest last
  const undo = useRef(null);
  undo.current = (id) => {
    if (!standing.current.includes(id)) return;
    forget(standing, id);
    toast.dismiss(id);
    onUndo?.(id);
  };
  useEffect(() => {
    for (const each of toasts ?? []) {
      const left = timeLeft(each.id);
      if (seen.current.has(each.id) || left <= 0) continue;
      seen.current.add(each.id);
      if (each.can_undo) standing.current.push(each.id);
      show(each, left, () => undo.current(each.id), () => forget(standing, each.id));
    }
  }, [toasts]);
  useEffect(() => {
    const pressed = (event) => {
      if (!isUndoKey(event) || event.target.closest?.(TYPED_IN) || !standing.current.length) return;
      event.preventDefault();
      undo.current(standing.current.at(-1));
    };
    document.addEventListener("keydown", pressed);
    return () => document.removeEventListener("keydown", pressed);
  }, []);
  return (
    <Sonner
      id={OURS}
      containerAriaLabel="Messages"
      position="bottom-right"
      closeButton
      visibleToasts={4}
      className="toaster"
    />
  );
}

function timeLeft(id) {
  if (!cameUp.has(id)) cameUp.set(id, Date.now());
  return cameUp.get(id) + SHOWN_MS - Date.now();
}

function show({ id, text, tone, can_undo }, duration, undo, gone) {
  const tell = tone === "refused" ? toast.error : toast.success;
  tell(text, {
    id,
    toasterId: OURS,
    duration,
    action: can_undo ? { label: "Undo", onClick: undo } : undefined,
    onDismiss: gone,
    onAutoClose: gone,
  });
}

function forget(standing, id) {
  cameUp.set(id, GONE);
  standing.current = standing.current.filter((each) => each !== id);
}

function isUndoKey(event) {
  return (event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "z";
}
