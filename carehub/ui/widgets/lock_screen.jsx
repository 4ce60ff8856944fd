import { useEffect, useRef, useState } from "react";
import { createPortal } from "react-dom";

const FIRST_LOOK_SECONDS = 60;
const LOOK_SECONDS = 5;
// Somebody is there.
const ACTS = ["keydown", "pointerdown", "touchstart"];
// What an open dialog listens to on the document: nothing that happens on the lock may close it.
const KEPT_IN = [...ACTS, "keyup", "mousedown", "focusin", "focusout"];

// Blurs the page while its session is locked, and asks for the password; what is on the page stays as it is.
// Says before that it will happen soon.
export function LockScreen(props) {
  const { locked, words, warnSeconds, activityUrl, unlockUrl, leaveTo, otherTo, other, onUnlock } = props;
  const [isRefused, setRefused] = useState(false); // the server said so before the page heard of it
  const [isSoon, setSoon] = useState(false);
  const isLocked = locked || isRefused;
  const box = useBox(isLocked);

  useEffect(() => {
    if (!locked) setRefused(false);
  }, [locked]);
  useEffect(() => {
    let lastAct = 0;
    let next = null;
    const stay = () => fetch(activityUrl, { method: "POST", credentials: "same-origin" }).catch(() => null);
    const look = async () => {
      clearTimeout(next);
      const left = await secondsLeft(activityUrl, leaveTo);
      const isShort = left !== null && left > 0 && left <= warnSeconds;
      const isHere = Date.now() - lastAct < FIRST_LOOK_SECONDS * 1000;
      if (isShort && isHere) stay();
      setRefused(left === 0);
      setSoon(isShort && !isHere);
      next = setTimeout(look, 1000 * Math.max(LOOK_SECONDS, (left ?? 0) - warnSeconds));
    };
    const act = () => {
      lastAct = Date.now();
      setSoon((was) => {
        if (was) stay();
        return false;
      });
    };
    const see = () => document.visibilityState === "visible" && look();
    next = setTimeout(look, 1000 * FIRST_LOOK_SECONDS);
    document.addEventListener("visibilitychange", see);
    for (const name of ACTS) window.addEventListener(name, act, { passive: true });
    return () => {
      clearTimeout(next);
      document.removeEventListener("visibilitychange", see);
      for (const name of ACTS) window.removeEventListener(name, act);
    };
  }, [warnSeconds, activityUrl, leaveTo]);

  if (isLocked && box) {
    const done = () => {
      setRefused(false);
      onUnlock?.();
    };
    return createPortal(<Question {...{ words, unlockUrl, leaveTo, otherTo, other, done }} />, box);
  }
  return isSoon ? (
    <p className="lock-soon" role="alert">
      {words.soon}
    </p>
  ) : null;
}

// A place beside the page, which is out of reach as long as it is there.
function useBox(isLocked) {
  const [box, setBox] = useState(null);
  useEffect(() => {
    if (!isLocked) return undefined;
    const made = document.createElement("div");
    made.className = "lock";
    for (const name of KEPT_IN) made.addEventListener(name, (event) => event.stopPropagation());
    const cameFrom = document.activeElement;
    const others = [...document.body.children].filter((each) => each.tagName !== "SCRIPT");
    const before = others.map((each) => each.inert);
    for (const each of others) each.inert = true;
    document.body.append(made);
    document.body.classList.add("is-locked");
    setBox(made);
    return () => {
      others.forEach((each, at) => (each.inert = before[at]));
      document.body.classList.remove("is-locked");
      made.remove();
      setBox(null);
      cameFrom?.focus?.();
    };
  }, [isLocked]);
  return box;
}

function Question({ words, unlockUrl, leaveTo, otherTo, other, done }) {
  const [problem, setProblem] = useState("");
  const [isAsking, setAsking] = useState(false);
  const field = useRef(null);
  useEffect(() => field.current?.focus(), []);
  const send = async (event) => {
    event.preventDefault();
    setAsking(true);
    const body = new URLSearchParams(new FormData(event.currentTarget));
    const answer = await fetch(unlockUrl, { method: "POST", body, credentials: "same-origin" }).catch(() => null);
    setAsking(false);
    if (answer?.ok) return done();
    if (answer?.status === 401) return leave(leaveTo);
    setProblem(answer ? await answer.text() : words.offline);
    field.current?.select();
  };
  return (
    <div className="lock-box" role="dialog" aria-modal="true" aria-labelledby="lock-title">
      <h2 id="lock-title">{words.title}</h2>
      <p>{words.why}</p>
      <form onSubmit={send}>
        <label htmlFor="lock-secret">{words.label}</label>
        <input ref={field} id="lock-secret" name="secret" type="password" autoComplete="current-password" required />
        <p className="lock-problem" role="alert">
          {problem}
        </p>
        <button type="submit" disabled={isAsking}>
          {words.unlock}
        </button>
      </form>
      {other ? (
        <a className="lock-leave" href={otherTo} target="_blank" rel="noopener">
          {other}
        </a>
      ) : null}
      <a className="lock-leave" href={leaveTo}>
        {words.leave}
      </a>
    </div>
  );
}

// null when the server cannot be asked; 0 when it is locked already.
async function secondsLeft(url, leaveTo) {
  const answer = await fetch(url, { credentials: "same-origin" }).catch(() => null);
  if (answer?.status === 401) leave(leaveTo);
  if (answer?.status === 423) return 0;
  return answer?.ok ? (await answer.json()).left : null;
}

function leave(to) {
  const here = window.location.pathname + window.location.search;
  window.location.assign(`${to}?next=${encodeURIComponent(here)}`);
}
