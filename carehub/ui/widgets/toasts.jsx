import { useEffect, useRef } from "react";
import { Toaster as Sonner, toast } from "sonner";

const SHOWN_MS = 10000;
// Reflex shows its connection troubles in a toaster of its own; without a name ours would show twice.
const OURS = "toasts";

// Shows each toast of the list once; sonner pauses it on hover and focus and reads it out.
export function Toaster({ toasts }) {
  const seen = useRef(new Set());
  useEffect(() => {
    for (const { id, text, tone } of toasts ?? []) {
      if (seen.current.has(id)) continue;
      seen.current.add(id);
      (tone === "refused" ? toast.error : toast.success)(text, { id, toasterId: OURS, duration: SHOWN_MS });
    }
  }, [toasts]);
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
