import { useEffect, useRef } from "react";

const isTyping = (target) => target?.isContentEditable || /^(input|textarea|select)$/i.test(target?.tagName ?? "");

// Letters that work while the dialog around this is the topmost one and nobody types: a letter is
// told to the page, or puts the focus into a field of the dialog.
export function DialogKeys({ keys, fields, enabled = true, onKey }) {
  const here = useRef(null);
  const latest = useRef({});
  latest.current = { keys, fields, enabled, onKey };
  useEffect(() => {
    const press = (event) => {
      const { keys, fields, enabled, onKey } = latest.current;
      if (!enabled || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      const own = here.current?.closest("[role=dialog]");
      if (!own || [...document.querySelectorAll("[role=dialog], [role=alertdialog], [role=listbox]")].pop() !== own) return;
      const field = fields?.[event.key] && own.querySelector(`[name="${fields[event.key]}"]`);
      if (!field && !keys?.includes(event.key)) return;
      event.preventDefault();
      if (field) field.focus();
      else onKey(event.key);
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, []);
  return <span ref={here} hidden />;
}
