import { useEffect } from "react";

const EVENTS = ["keydown", "pointerdown", "touchstart"];

// Tells the server now and then that somebody is there, and leaves the page when the session is over.
// Of a locked one the lock screen takes care.
export function Presence({ ended, activityUrl, leaveTo, everySeconds = 60 }) {
  useEffect(() => {
    if (ended) leave(leaveTo);
  }, [ended, leaveTo]);
  useEffect(() => {
    let told = Date.now();
    const tell = async () => {
      if (Date.now() - told < everySeconds * 1000) return;
      told = Date.now();
      const answer = await fetch(activityUrl, { method: "POST", credentials: "same-origin" }).catch(() => null);
      if (answer?.status === 401) leave(leaveTo);
    };
    for (const name of EVENTS) window.addEventListener(name, tell, { passive: true });
    return () => EVENTS.forEach((name) => window.removeEventListener(name, tell));
  }, [activityUrl, leaveTo, everySeconds]);
  return null;
}

function leave(to) {
  const here = window.location.pathname + window.location.search;
  window.location.assign(`${to}?next=${encodeURIComponent(here)}`);
}
