import { useEffect, useRef, useState } from "react";

const said = (form) => JSON.stringify([...new FormData(form)].map(([name, value]) => [name, String(value)]));

// Around the content of a dialog: what was typed into its forms is not dropped by Esc, by a click
// beside it, by its close button or by a link, before the person has said so. A search and a form that
// opens another tab have nothing to lose.
export function Unsaved({ children, question, keep, discard, onDiscard }) {
  const box = useRef(null);
  const forms = useRef(new Map());
  const after = useRef(null);
  const cameFrom = useRef(null);
  const [asks, setAsks] = useState(false);
  const latest = useRef({});
  latest.current = { asks, onDiscard };

  useEffect(() => {
    const dialog = () => box.current?.closest("[role=dialog]");
    const isHere = (target) => target === document.body || dialog()?.contains(target);
    const isUnsaved = () =>
      [...forms.current].some(([form, before]) => form.isConnected && said(form) !== before);
    const hold = (event, then) => {
      event.preventDefault();
      event.stopPropagation();
      after.current = then ?? null;
      cameFrom.current = document.activeElement;
      setAsks(true);
    };
    const focus = ({ target }) => {
      const form = target.closest?.("form:not([target], [role=search])");
      if (form && box.current?.contains(form) && !forms.current.has(form)) forms.current.set(form, said(form));
    };
    const press = (event) => {
      if (event.key !== "Escape" || !isHere(event.target)) return;
      if (event.target.closest?.("[data-takes-escape]")) event.preventDefault();
      else if (latest.current.asks) hold(event);
      else if (isUnsaved()) hold(event);
    };
    const point = (event) => {
      if (dialog() && !isHere(event.target) && event.target.closest?.(".rt-DialogOverlay") && isUnsaved()) hold(event);
    };
    const click = (event) => {
      const leaving = event.target.closest?.("button[aria-label='Close'], a[href]:not([target])");
      if (!leaving || !dialog()?.contains(leaving) || !isUnsaved()) return;
      hold(event, leaving.matches("a") ? () => leaving.click() : null);
    };
    const unload = (event) => {
      if (isUnsaved()) event.preventDefault();
    };
    const heard = { focusin: focus, keydown: press, pointerdown: point, click, beforeunload: unload };
    for (const [name, listener] of Object.entries(heard)) window.addEventListener(name, listener, true);
    return () => {
      for (const [name, listener] of Object.entries(heard)) window.removeEventListener(name, listener, true);
    };
  }, []);

  const stay = () => {
    setAsks(false);
    cameFrom.current?.focus?.();
  };
  const leave = () => {
    forms.current.clear();
    setAsks(false);
    (after.current ?? latest.current.onDiscard)();
  };
  return (
    <div ref={box} className="unsaved">
      {asks && (
        <div className="unsaved-question" role="alertdialog" aria-label={question}>
          <p>{question}</p>
          <button type="button" className="unsaved-keep" autoFocus onClick={stay}>
            {keep}
          </button>
          <button type="button" onClick={leave}>
            {discard}
          </button>
        </div>
      )}
      {children}
    </div>
  );
}
