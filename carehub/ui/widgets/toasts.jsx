import { useEffect, useRef } from "react";
import { Toaster as Sonner, toast } from "sonner";

const SHOWN_MS = 10000;

// Shows each toast of the list once; sonner pauses it on hover and focus and reads it out.
export function Toaster({ toasts }) {
  const seen = useRef(new Set());
  useEffect(() => {
    for (const { id, text, tone } of toasts ?? []) {
      if (seen.current.has(id)) continue;
      seen.current.add(id);
      (tone === "refused" ? toast.error : toast.success)(text, { id, duration: SHOWN_MS });
    }
  }, [toasts]);
  return <Sonner position="bottom-right" closeButton visibleToasts={4} className="toaster" />;
}
