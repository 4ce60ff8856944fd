import { useLayoutEffect, useRef } from "react";
import { useNavigate } from "react-router";

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
    window.addEventListener("keydown", press);
    document.documentElement.dataset.hotkeys = "on";
    return () => {
      window.removeEventListener("keydown", press);
      delete document.documentElement.dataset.hotkeys;
    };
  }, [navigate]);
  return null;
}
