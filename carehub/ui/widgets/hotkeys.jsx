import { useLayoutEffect, useRef } from "react";
import { useNavigate } from "react-router";
import { giveUpBox, keepForBox, keepKey } from "./typed_ahead.jsx";

const WAIT_MS = 1200;

function isTyping(target) {
  return target?.isContentEditable || /^(input|textarea|select)$/i.test(target?.tagName ?? "");
}

// "g" and then a letter goes to a page; Ctrl-K (or Cmd-K) opens; "?" shows help. Never while typing.
export function Hotkeys({ pages, onOpen, onHelp, enabled = true }) {
  const navigate = useNavigate();
  const pressedG = useRef(0);
  const latest = useRef({});
  latest.current = { pages, onOpen, onHelp, enabled };
  // With the page's first drawing, not after it: who goes on typing from the page before loses no key.
  useLayoutEffect(() => {
    const press = (event) => {
      const { pages, onOpen, onHelp, enabled } = latest.current;
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
        event.preventDefault();
        keepForBox();
        onOpen?.();
        return;
      }
      if (!enabled || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      if (document.querySelector("[role=dialog]")) return;
      const route = Date.now() - pressedG.current < WAIT_MS ? pages?.[event.key] : undefined;
      pressedG.current = event.key === "g" ? Date.now() : 0;
      if (route) navigate(route);
      else if (event.key === "?") onHelp?.();
    };
    // Before anybody else hears of it: the keys are for the box, not for the list or the field below.
    const keep = (event) => {
      if (!keepKey(event)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
    };
    window.addEventListener("keydown", keep, true);
    window.addEventListener("pointerdown", giveUpBox, true);
    window.addEventListener("keydown", press);
    document.documentElement.dataset.hotkeys = "on";
    return () => {
      window.removeEventListener("keydown", keep, true);
      window.removeEventListener("pointerdown", giveUpBox, true);
      window.removeEventListener("keydown", press);
      delete document.documentElement.dataset.hotkeys;
    };
  }, [navigate]);
  return null;
}
